using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Cluster.Load;

/// <summary>One app server, as far as sessions go: leases of its own, over a connection of its own, watched from the outside.</summary>
internal sealed class Node : IAsyncDisposable
{
    public const string Application = "load";
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(5);

    // Compiling plans costs time, and they know nothing of nodes.
    public static readonly GraphSerializer Graph = new();

    private readonly RedisStore _store;

    /// <param name="number">How messages call it.</param>
    /// <param name="servers">As StackExchange.Redis takes them.</param>
    /// <param name="prefix">What keys begin with.</param>
    /// <param name="history">Where what it is granted and told is written down.</param>
    /// <param name="callTimeout">After how long it gives up a call; a second by default.</param>
    /// <param name="lease">How long it is alive after a beat; <see cref="Lease"/> by default.</param>
    public Node(int number, string servers, string prefix, LoadHistory history, TimeSpan? callTimeout = null, TimeSpan? lease = null)
    {
        Number = number;
        var call = callTimeout ?? TimeSpan.FromSeconds(1);
        _store = new RedisStore(new RedisStoreOptions { Configuration = servers, KeyPrefix = prefix, CallTimeout = call });
        Store = new StoreWatch(_store, number, history);
        var options = new TidemarkOptions
        {
            Application = Application,
            NodeLease = lease ?? Lease,
            StoreTimeout = call < StoreTimeout ? StoreTimeout : 2 * call,
        };
        Sessions = new SessionManager(Store, Graph, options, TimeProvider.System, NullLogger<SessionManager>.Instance);
    }

    public int Number { get; }

    public IPrimaryStore Store { get; }

    public SessionManager Sessions { get; }

    public async ValueTask DisposeAsync()
    {
        await Sessions.DisposeAsync();
        await _store.DisposeAsync();
    }
}
