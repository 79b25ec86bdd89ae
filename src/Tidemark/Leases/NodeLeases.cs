using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>One node's part in the leases of a store: its own lease on life, and those of the sessions it serves.</summary>
internal sealed class NodeLeases : IAsyncDisposable
{
    private readonly Upkeep _upkeep;
    private readonly NodeSignals _signals;
    private readonly ILogger _log;

    public NodeLeases(IPrimaryStore store, LeaseLimits limits, TimeProvider time, SessionMeter meter, ILogger log)
    {
        (Limits, Time, Meter, _log) = (limits, time, meter, log);
        Retries = new RetryQueue(time, log);
        LateEnds = new LateEnds(this, log);
        Circuit = new StoreCircuit(limits.NodeLease / Heartbeat.BeatsPerLease, time, log);
        Store = new StoreCalls(store, limits.StoreCall, Circuit, time, meter, log);
        Sessions = new LocalSessions(this);
        Uses = new SilentUses(this);
        Returns = new LeaseReturns(this, log);
        Sweeper = new Sweeper(Store, limits.Sweep, time, log);
        _upkeep = new Upkeep(this, log);
        _signals = new NodeSignals(this, log);
        meter.Observe(() => Sessions.Count, () => Sessions.Bytes);
        Heartbeat = new Heartbeat(Node, Store, Circuit, _signals.EnsureAsync, _signals.Receive, _upkeep.RunAsync, limits.NodeLease, time, log);
        Circuit.Opened = Heartbeat.Probe;
        Schemas = new SchemaExchange(Store, KnownSchemas, Heartbeat);
    }

    public NodeId Node { get; } = NodeId.New();

    public bool IsDisposed { get; private set; }

    public LeaseLimits Limits { get; }

    public TimeProvider Time { get; }

    public SessionMeter Meter { get; }

    public StoreCalls Store { get; }

    /// <summary>Whether the store is known to be down.</summary>
    public StoreCircuit Circuit { get; }

    public LocalSessions Sessions { get; }

    /// <summary>Uses of sessions that nobody looked into.</summary>
    public SilentUses Uses { get; }

    public Heartbeat Heartbeat { get; }

    public KnownSchemas KnownSchemas { get; } = new();

    public SchemaExchange Schemas { get; }

    public Sweeper Sweeper { get; }

    /// <summary>Null if nobody wants to hear of ends.</summary>
    public Farewells? Farewells => Sweeper.Farewells;

    public LeaseReturns Returns { get; }

    public LateEnds LateEnds { get; }

    /// <summary>What the store could not be told.</summary>
    public RetryQueue Retries { get; }

    public BackgroundWork Background { get; } = new();

    /// <summary>Has the ends of sessions told from now on; see <see cref="Leases.Farewells"/>.</summary>
    public void TellEnds(Func<EndedState, CancellationToken, ValueTask<bool>> tell) => Sweeper.Farewells = new Farewells(this, tell, _log);

    /// <summary>Ends a session, whoever has its lease. False if there is none.</summary>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public async ValueTask<bool> EndAsync(StateKey key, EndReason reason, CancellationToken cancellationToken)
    {
        var isEnded = await Store.EndAsync(key, reason, cancellationToken);

        // The store tells the holder. If that is this node, it knows already.
        Sessions.Find(key)?.Recall(isRevoked: isEnded);
        if (isEnded)
            Ended(key, reason);
        return isEnded;
    }

    /// <summary>Tells the store of uses. Does not fail.</summary>
    public ValueTask TouchAsync(SessionUse[] uses) => _upkeep.TouchAsync(uses);

    /// <summary>A session was ended by this node, rather than expired.</summary>
    public void Ended(StateKey key, EndReason reason)
    {
        Meter.Ended(reason);
        _log.Ended(key, reason);
        Farewells?.Wake(key);
    }

    /// <summary>A wait for a lock that begins now.</summary>
    public LockWait NewWait() => new(Time, Limits.LockWait);

    public void Granted(LocalSession session, AcquireOutcome.Granted granted, bool isHandOver)
    {
        Meter.Granted(isHandOver);
        _log.Granted(session.Key, granted.State.Version, granted.State.Changed.Count);
        Sessions.Measure(session);
    }

    public void Recalled(StateKey key)
    {
        Meter.Recalled();
        _log.Recalled(key);
    }

    /// <summary>
    /// Gives back what was granted to an acquire of this node that arrived twice, or after its sender had given up. Nobody has used it: the
    /// idle time does not begin anew. By its token and not by asking for it, which would take a place in the queue.
    /// </summary>
    public void GiveBackUnknown(StateKey key, LeaseToken token) => Background.Add(Returns.GiveBackAsync(key, token, TimeSpan.MaxValue));

    public void Refused(StateKey key, string purpose, SessionException refusal)
    {
        if (refusal is SessionLockTimeoutException timeout)
        {
            Meter.LockRefused("timeout");
            var what = timeout.Attribute is { } attribute ? $"the attribute '{attribute}'" : "the lease";
            _log.LockTimeout(key, purpose, what, timeout.Waited, timeout.HolderPurpose, timeout.Held);
        }
        else if (refusal is SessionDeadlockException deadlock)
        {
            Meter.LockRefused("deadlock");
            _log.Deadlock(key, purpose, string.Join(", ", deadlock.Attributes));
        }
    }

    /// <summary>
    /// Gives everything back, and tries once more what the store could not be told. Leaving frees all leases at once, and so it is one call for all
    /// sessions; those that other nodes wait for went back before, and the next node is told.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        await Sweeper.DisposeAsync();
        if (Farewells is { } farewells)
            await farewells.StopAsync();
        await Background.WhenDoneAsync();
        await Retries.CloseAsync(Limits.StoreCall);
        await Background.WhenDoneAsync();
        if (Heartbeat.IsTrusted)
            await _upkeep.TouchAllAsync();
        await Heartbeat.DisposeAsync();
        await _signals.DisposeAsync();
    }
}
