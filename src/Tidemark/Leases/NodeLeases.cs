using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>One node's part in the leases of a store: its own lease on life, and those of the sessions it serves.</summary>
internal sealed class NodeLeases : IAsyncDisposable
{
    private readonly Upkeep _upkeep;
    private readonly NodeSignals _signals;

    public NodeLeases(IPrimaryStore store, LeaseLimits limits, TimeProvider time, SessionMeter meter, ILogger log)
    {
        (Limits, Time, Meter) = (limits, time, meter);
        LooseEnds = new LooseEnds(log);
        Store = new StoreCalls(store, limits.StoreCall, time, meter, log);
        Sessions = new LocalSessions(this);
        Returns = new LeaseReturns(this, log);
        Sweeper = new Sweeper(Store, limits.Sweep, time, log);
        _upkeep = new Upkeep(this, log);
        _signals = new NodeSignals(Node, Store, Sessions, log);
        Heartbeat = new Heartbeat(Node, Store, _signals.EnsureAsync, _upkeep.RunAsync, limits.NodeLease, time, log);
    }

    public NodeId Node { get; } = NodeId.New();

    public bool IsDisposed { get; private set; }

    public LeaseLimits Limits { get; }

    public TimeProvider Time { get; }

    public SessionMeter Meter { get; }

    public StoreCalls Store { get; }

    public LocalSessions Sessions { get; }

    public Heartbeat Heartbeat { get; }

    public Sweeper Sweeper { get; }

    public LeaseReturns Returns { get; }

    public LooseEnds LooseEnds { get; }

    public BackgroundWork Background { get; } = new();

    /// <summary>A wait for a lock that begins now.</summary>
    public LockWait NewWait() => new(Time, Limits.LockWait);

    /// <summary>
    /// Gives everything back. Leaving frees all leases at once, and so it is one call for all sessions; those that other nodes wait for went
    /// back before, and the next node is told.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        await Sweeper.DisposeAsync();
        if (Heartbeat.IsTrusted)
            await _upkeep.TouchAllAsync();
        await Background.WhenDoneAsync();
        await Heartbeat.DisposeAsync();
        await _signals.DisposeAsync();
    }
}
