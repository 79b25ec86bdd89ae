using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Graph;
using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>One node: what all its sessions share.</summary>
internal sealed class SessionNode
{
    private readonly TidemarkOptions _options;

    public SessionNode(IPrimaryStore store, GraphSerializer graph, TidemarkOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        Graph = graph;
        Time = time;
        Log = log;
        Meter = new SessionMeter(this);
        Limits = new SessionLimits(options);
        var limits = new LeaseLimits(
            options.NodeLease, options.StoreTimeout, options.LockWaitTimeout, options.LockQueueLimit, options.SweepInterval);
        Leases = new NodeLeases(store, limits, time, Meter, log);
    }

    public GraphSerializer Graph { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public SessionMeter Meter { get; }

    public SessionLimits Limits { get; }

    public NodeLeases Leases { get; }

    public Lifetime DefaultLifetime => new(_options.IdleTimeout, _options.AbsoluteTimeout);

    public StateKey KeyOf(SessionId id) => StateKey.From(_options.Application, id);
}
