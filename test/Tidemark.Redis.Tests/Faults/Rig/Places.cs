using StackExchange.Redis;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests;

/// <summary>Where sessions and users are.</summary>
internal static class Places
{
    /// <summary>A session, and the index of those of its bucket that a sweep looks at.</summary>
    public static (RedisKey Session, RedisKey Index) Session(this RedisKeys keys, StateKey key) =>
        (keys.RecordOnly(RecordKey.Of(key)), keys.Index(RedisKeys.BucketOf(RecordKey.Of(key))));

    /// <summary>The list of a user's sessions.</summary>
    public static RedisKey User(this RedisKeys keys, UserKey user) => keys.RecordOnly(RecordKey.Of(user));

    /// <summary>The index of those of a bucket that a sweep looks at.</summary>
    public static RedisKey Index(this RedisKeys keys, int bucket) => keys.Index(bucket, DueKind.Sweep);
}
