using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Redis.Connection;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis;

/// <summary>
/// Keeps primary states in Redis, or in a Redis Cluster, which spreads them over its servers. What changes a session is one script, which checks before its
/// first write that the session is still what it was decided on. The clock is that of the server that has the session.
/// </summary>
/// <remarks>
/// <para>Durability: that of the server. See docs/guide/redis.md for what a restart and a failover may lose. Safe for all threads. The connection
/// is made at the first verb; trouble with it comes as <see cref="StoreException"/> and needs no restart once it is over.</para>
/// <para>Scripts see one slot of a cluster. What is in others (whether the holder is alive, the lists of users) is asked for apart, before or after.</para>
/// </remarks>
public sealed class RedisStore : PrimaryStore, IAsyncDisposable
{
    private readonly RedisLink _link;

    /// <summary>Makes a store over the servers that the options name. Does not connect yet.</summary>
    /// <param name="options">Where and how. Do not change them afterwards.</param>
    /// <param name="log">Gets what happens to the connection; null for nobody.</param>
    /// <exception cref="ArgumentException">The options have faults; the message names all of them.</exception>
    public RedisStore(RedisStoreOptions options, ILogger<RedisStore>? log = null) : this(options, log, () => null)
    {
    }

    /// <summary>For tests, which say what time it is on the server, and how fast it goes by here.</summary>
    internal RedisStore(RedisStoreOptions options, ILogger<RedisStore>? log, Func<DateTimeOffset?> clock, TimeProvider? time = null)
        : this(Open(options, log ?? (ILogger)NullLogger.Instance, time ?? TimeProvider.System), options, log, clock, time ?? TimeProvider.System)
    {
    }

    private RedisStore(
        RedisConnection connection, RedisStoreOptions options, ILogger<RedisStore>? log, Func<DateTimeOffset?> clock, TimeProvider time)
        : this(new RedisLink(connection), connection, options, log, clock, time)
    {
    }

    private RedisStore(
        RedisLink link, RedisConnection connection, RedisStoreOptions options, ILogger<RedisStore>? log, Func<DateTimeOffset?> clock, TimeProvider time)
        : base(
            "Redis",
            new RedisRecords(
                link, new RedisKeys(options.KeyPrefix), LongestOf(options), () => clock() is { } now ? RecordTime.Of(now) : null, time,
                log ?? (ILogger)NullLogger.Instance),
            new PrimaryStoreTraits(LongestOf(options), MayForget: true),
            log) => (_link, Connection) = (link, connection);

    internal RedisConnection Connection { get; }

    /// <summary>Closes the connection, if it is the store's own. Verbs that come later throw <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static int LongestOf(RedisStoreOptions options) => options.MaxValueBytes ?? ValueLimit.Usual;

    private static RedisConnection Open(RedisStoreOptions options, ILogger log, TimeProvider pace)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults() is { Count: > 0 } faults)
            throw new ArgumentException($"The Redis store cannot start. {string.Join(" ", faults)}", nameof(options));
        return new RedisConnection(options, new EvictionCheck(options, new RedisKeys(options.KeyPrefix), pace, log), pace, log);
    }
}
