using StackExchange.Redis;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>The feeds of the buckets: each a sorted set of names by their marks, in the slot of the sessions that it tells of.</summary>
internal sealed class RedisFeed(RedisLink link, RedisKeys keys, Func<long?> clock) : IChangeFeed
{
    private const int BucketsAtOnce = 64;
    private const int NamesAtOnce = 200;

    // The bucket whose turn it is to forget what went.
    private int _next;

    private enum Act : byte
    {
        Read,
        Begin,
        Mark,
        Complete,
        End,
        Forget,
    }

    public int Partitions => RedisKeys.Buckets;

    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        const string Verb = "begin to mark changes";
        await AllAsync(Verb, Act.Begin, cancellationToken);

        // From here on whatever comes is marked by the scripts that write it. What was there before is looked for once.
        await link.WalkKeysAsync(Verb, keys.AllOfBuckets, found => MarkAsync(Verb, found), cancellationToken);
        await AllAsync(Verb, Act.Complete, cancellationToken);
    }

    public ValueTask EndAsync(CancellationToken cancellationToken) => AllAsync("mark changes no more", Act.End, cancellationToken);

    public async ValueTask<FeedPage> ReadAsync(int partition, ChangeMark after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reply = await RunAsync("read what changed", Act.Read, partition, after.Number, 0, limit);
        var changes = new List<MarkedRecord>();
        foreach (var pair in ((RedisResult[])reply[3]!).Chunk(2))
        {
            // What is no name of a record says how the feed is.
            if (changes.Count < limit && RedisKeys.FindRecord((byte[])pair[0]!) is { } key)
                changes.Add(new MarkedRecord(key, MarkOf(pair[1])));
        }

        return new FeedPage(new FeedState((long)reply[2] == 1, MarkOf(reply[0]), MarkOf(reply[1])), changes);
    }

    /// <summary>Forgets what went long ago in some of the buckets; the others come next.</summary>
    public async ValueTask TidyAsync()
    {
        var first = unchecked((uint)Interlocked.Add(ref _next, BucketsAtOnce));
        await Task.WhenAll(Enumerable.Range(0, BucketsAtOnce).Select(bucket => ForgetAsync((int)((first + bucket) % RedisKeys.Buckets))));
    }

    private async Task ForgetAsync(int bucket)
    {
        for (var passed = 0;;)
        {
            var reply = await RunAsync("sweep", Act.Forget, bucket, RecordTime.Of(IChangeFeed.GoneKept), passed, NamesAtOnce);
            if (reply.Length > 2 || (long)reply[0] < NamesAtOnce)
                return;
            passed += (int)reply[1];
        }
    }

    private async ValueTask AllAsync(string verb, Act act, CancellationToken cancellationToken)
    {
        foreach (var buckets in Enumerable.Range(0, RedisKeys.Buckets).Chunk(BucketsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.WhenAll(buckets.Select(bucket => RunAsync(verb, act, bucket, 0, 0, 0).AsTask()));
        }
    }

    private Task MarkAsync(string verb, IReadOnlyList<RedisKey> found) => Task.WhenAll(
        from key in found
        let name = RedisKeys.FindRecordOf(key)
        where name is not null
        group (RedisValue)RedisKeys.NameOf(name.Value) by RedisKeys.BucketOf(name.Value) into bucket
        from names in bucket.Chunk(NamesAtOnce)
        select RunAsync(verb, Act.Mark, bucket.Key, 0, 0, 0, [RedisValue.Null, .. names]).AsTask());

    private async ValueTask<RedisResult[]> RunAsync(
        string verb, Act act, int bucket, long number, int passed, int most, RedisValue[]? names = null)
    {
        var head = new ScriptHead(clock());
        head.Byte((byte)act);
        head.Byte(TombstoneCodec.Format);
        head.Number(number);
        head.Int32(passed);
        head.Int32(most);
        return (RedisResult[])(await link.RunAsync(verb, RedisScript.Feed, [keys.Feed(bucket)], head.ToArray(), names))!;
    }

    private static ChangeMark MarkOf(RedisResult score) => new((long)(double)score);
}
