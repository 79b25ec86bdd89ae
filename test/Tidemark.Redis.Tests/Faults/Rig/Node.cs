using Microsoft.Extensions.Logging;
using Tidemark.Graph;
using Tidemark.Testing;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>A node inside the test's process, on servers that the test can harm.</summary>
internal sealed class Node : IAsyncDisposable
{
    public const string Application = "faults";
    public const string Prefix = "tidemark:faults";
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(1);

    private readonly ILoggerFactory _loggers;
    private readonly RedisStore _redis;

    public Node(ILoggerFactory loggers, RedisStoreOptions redis, TidemarkOptions options)
    {
        _loggers = loggers;
        _redis = new RedisStore(redis, loggers.CreateLogger<RedisStore>());
        Store = new FaultyStore(_redis, TimeProvider.System);
        Sessions = new SessionManager(
            Store, new GraphSerializer(options.Graph), options, TimeProvider.System, loggers.CreateLogger<SessionManager>());
    }

    public SessionManager Sessions { get; }

    /// <summary>The store as the node calls it: it counts the calls.</summary>
    public FaultyStore Store { get; }

    public static RedisStoreOptions RedisOptions(string configuration) =>
        new() { Configuration = configuration, KeyPrefix = Prefix, CallTimeout = CallTimeout };

    /// <summary>For stores whose calls are thousands, which nobody repeats.</summary>
    public static RedisStoreOptions PatientOptions(string configuration) =>
        new() { Configuration = configuration, KeyPrefix = Prefix, CallTimeout = TimeSpan.FromMinutes(1) };

    public static TidemarkOptions Options() => new()
    {
        Application = Application,
        NodeLease = Lease,
        StoreTimeout = StoreTimeout,
        LockWaitTimeout = TimeSpan.FromSeconds(8),
        SweepInterval = TimeSpan.FromHours(1),
    };

    public async ValueTask DisposeAsync()
    {
        await Sessions.DisposeAsync();
        await _redis.DisposeAsync();
        _loggers.Dispose();
    }
}
