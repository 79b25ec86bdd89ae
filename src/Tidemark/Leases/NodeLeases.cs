using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>One node's part in the leases of a store: its own lease on life, and those of the sessions it serves.</summary>
internal sealed class NodeLeases : IAsyncDisposable
{
    public NodeLeases(IPrimaryStore store, LeaseLimits limits, TimeProvider time, SessionMeter meter, ILogger log)
    {
        var looseEnds = new LooseEnds(log);
        Store = new StoreCalls(store, limits.StoreCall, time, meter, log);
        Turns = new LocalQueue(limits.Waiters, time);
        Heartbeat = new Heartbeat(Node, Store, looseEnds, limits.NodeLease, time, log);
        Sweeper = new Sweeper(Store, limits.Sweep, time, log);
        Returns = new LeaseReturns(Node, Store, Turns, looseEnds, log);
        Acquisition = new LeaseAcquisition(this, limits.LockWait, time, meter, log);
    }

    public NodeId Node { get; } = NodeId.New();

    public StoreCalls Store { get; }

    public LocalQueue Turns { get; }

    public Heartbeat Heartbeat { get; }

    public Sweeper Sweeper { get; }

    public LeaseReturns Returns { get; }

    public LeaseAcquisition Acquisition { get; }

    public async ValueTask DisposeAsync()
    {
        await Sweeper.DisposeAsync();
        await Heartbeat.DisposeAsync();
    }
}
