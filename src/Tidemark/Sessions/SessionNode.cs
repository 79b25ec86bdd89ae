using Microsoft.Extensions.Logging;
using Tidemark.Graph;
using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>One node: what all its sessions share.</summary>
internal sealed class SessionNode
{
    public SessionNode(IPrimaryStore store, GraphSerializer graph, TidemarkOptions options, TimeProvider time, ILogger log)
    {
        Graph = graph;
        Options = options;
        Time = time;
        Log = log;
        Meter = new SessionMeter(this);
        Limits = new SessionLimits(options);
        Store = new StoreCalls(store, options, time, Meter, log);
        Turns = new LocalQueue(options.LockQueueLimit, time);
        LooseEnds = new LooseEnds(log);
        Returns = new LeaseReturns(this);
        Heartbeat = new Heartbeat(Id, Store, LooseEnds, options.NodeLease, time, log);
        Sweeper = new Sweeper(Store, options.SweepInterval, time, log);
    }

    public NodeId Id { get; } = NodeId.New();

    public GraphSerializer Graph { get; }

    public TidemarkOptions Options { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public SessionMeter Meter { get; }

    public SessionLimits Limits { get; }

    public StoreCalls Store { get; }

    public LocalQueue Turns { get; }

    public LooseEnds LooseEnds { get; }

    public LeaseReturns Returns { get; }

    public Heartbeat Heartbeat { get; }

    public Sweeper Sweeper { get; }

    public Lifetime DefaultLifetime => new(Options.IdleTimeout, Options.AbsoluteTimeout);

    public StateKey KeyOf(SessionId id) => StateKey.From(Options.Application, id);
}
