namespace Tidemark.Stores;

/// <summary>
/// Keeps primary states in this process: for tests and for a single server whose sessions may die with it. The reference of the contract.
/// Several nodes in one process may share one instance.
/// </summary>
/// <remarks>
/// Durability: none. Safe for all threads: one lock guards everything, and no verb waits while it holds it. A sweep looks at every session, and so does
/// a beat.
/// </remarks>
public sealed partial class MemoryStore : IPrimaryStore
{
    private readonly TimeProvider _time;
    private readonly MemorySignals _signals = new();

    // Guards the dictionaries and everything in them.
    private readonly Lock _gate = new();
    private readonly Dictionary<StateKey, MemorySession> _sessions = [];
    private readonly Dictionary<NodeId, NodeLife> _nodes = [];
    private readonly Dictionary<ulong, ReadOnlyMemory<byte>> _schemas = [];
    private readonly MemoryUsers _users = new();
    private readonly Dictionary<StateKey, Tombstone> _tombstones = [];

    /// <summary>Makes an empty store whose clock is <paramref name="time"/>.</summary>
    public MemoryStore(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
    }

    /// <inheritdoc/>
    public ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        (NodeId To, StoreSignal Signal)? recall;
        AcquireOutcome outcome;
        lock (_gate)
            outcome = Acquire_NeedsLock(request, _time.GetUtcNow(), out recall);
        if (recall is { } sent)
            _signals.Send(sent.To, sent.Signal);
        return new ValueTask<AcquireOutcome>(outcome);
    }

    /// <inheritdoc/>
    public ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        CommitDecision decision;
        lock (_gate)
            decision = Commit_NeedsLock(request, _time.GetUtcNow());
        Wake(request.Key, decision.Waking);
        return new ValueTask<CommitOutcome>(decision.Outcome);
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<LeaseWaiter> waking = [];
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_sessions.TryGetValue(key, out var session) && (session.Record.Ended is not null || !IsOver_NeedsLock(session, now))
                && session.Record.Release(token, unused, now) is var next && !ReferenceEquals(next, session.Record))
            {
                session.Record = next;
                waking = next.Queue.First;
                if (next.IsWorthless)
                    Remove_NeedsLock(key, next.Tombstone);
            }
        }

        Wake(key, waking);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (Find_NeedsLock(key, now) is not { } session)
                return new ValueTask<ReadOutcome>(ReadOutcome.Missing.Instance);
            return new ValueTask<ReadOutcome>(session.Record.Version == known
                ? new ReadOutcome.NotModified(session.Record.Remaining(now))
                : new ReadOutcome.Found(session.ToState(known, now)));
        }
    }

    /// <inheritdoc/>
    public ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uses);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var use in uses)
            {
                if (Find_NeedsLock(use.Key, now) is { } session)
                    session.Record = session.Record.Touch(use.Ago, now);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (lifetime == TimeSpan.Zero)
            {
                _nodes.Remove(node);
                return new ValueTask<BeatOutcome>(new BeatOutcome(default, []));
            }

            var now = _time.GetUtcNow();
            var life = _nodes[node] = NodeLife.Beat(Life_NeedsLock(node), now, lifetime);
            return new ValueTask<BeatOutcome>(new BeatOutcome(life.Since, Pending_NeedsLock(node, now)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var (node, _) in _nodes.Where(node => !node.Value.IsOn(now)).ToArray())
                _nodes.Remove(node);
            var over = _sessions.Where(session => session.Value.Record.IsRemovable(now, HolderOf_NeedsLock(session.Value))).Take(limit).ToArray();
            foreach (var (key, session) in over)
                Remove_NeedsLock(key, session.Record.Tombstone);
            foreach (var (key, _) in _tombstones.Where(left => !left.Value.IsOn(now)).ToArray())
                _tombstones.Remove(key);
            _users.Prune(_sessions.ContainsKey, now - IUserIndex.Patience);
            return new ValueTask<int>(over.Length);
        }
    }

    /// <inheritdoc/>
    public ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken)
    {
        SchemaSize.Check(schema);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            _schemas.TryAdd(fingerprint, schema);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return new ValueTask<ReadOnlyMemory<byte>?>(_schemas.TryGetValue(fingerprint, out var schema) ? schema : default(ReadOnlyMemory<byte>?));
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IAsyncDisposable>(_signals.Listen(node, receiver));
    }

    private void Wake(StateKey key, IReadOnlyList<LeaseWaiter> waiters)
    {
        foreach (var waiter in waiters)
            _signals.Send(waiter.Node, new StoreSignal.Free(key));
    }

    private AcquireOutcome Acquire_NeedsLock(AcquireRequest request, DateTimeOffset now, out (NodeId To, StoreSignal Signal)? recall)
    {
        recall = null;
        if (Find_NeedsLock(request.Key, now) is not { } session)
            return AcquireOutcome.Missing.Instance;
        var decision = AcquireDecision.Of(session.Record, HolderOf_NeedsLock(session), request, now);
        session.Record = decision.Next;
        recall = decision.Recall;
        return decision.Refusal ?? (AcquireOutcome)new AcquireOutcome.Granted(
            decision.Next.Token, session.ToState(request.Known, now), decision.OthersWait);
    }

    private CommitDecision Commit_NeedsLock(CommitRequest request, DateTimeOffset now)
    {
        var session = Find_NeedsLock(request.Key, now);
        var decision = CommitDecision.Of(
            session?.Record, session is null ? LeftOf_NeedsLock(request.Key) : null, name => session?.EndOf(name), request, now);
        if (!decision.Applies)
            return decision;

        // What is left of a session that is over makes way; its user's entry stays if the new session is the same user's.
        if (session is null && _sessions.Remove(request.Key, out var left) && left.Record.User != request.User)
            _users.Leave(left.Record.User, request.Key);
        if (decision.Next is null)
        {
            _sessions.Remove(request.Key);
            _users.Leave(request.User, request.Key);
            Bury_NeedsLock(request.Key, decision.Left);
        }
        else if (session is null)
        {
            _tombstones.Remove(request.Key);
            _sessions[request.Key] = MemorySession.Create(decision.Next, request.Differences);
        }
        else
        {
            session.Apply(decision.Next, request.Differences);
        }

        return decision;
    }

    private IReadOnlyList<StoreSignal.Recall> Pending_NeedsLock(NodeId node, DateTimeOffset now)
    {
        List<StoreSignal.Recall>? pending = null;
        foreach (var (key, session) in _sessions)
        {
            if (session.Record.Pending(key, node, now) is not { } recall || (session.Record.Ended is null && IsOver_NeedsLock(session, now)))
                continue;
            (pending ??= []).Add(recall);
            if (pending.Count == StoreSignal.Recall.MaxAtOnce)
                break;
        }

        return pending ?? (IReadOnlyList<StoreSignal.Recall>)[];
    }

    private Tombstone? LeftOf_NeedsLock(StateKey key) =>
        _sessions.TryGetValue(key, out var over) ? over.Record.Tombstone : _tombstones.GetValueOrDefault(key);

    private void Bury_NeedsLock(StateKey key, Tombstone? left)
    {
        if (left?.IsOn(_time.GetUtcNow()) is true)
            _tombstones[key] = left;
    }

    private MemorySession? Find_NeedsLock(StateKey key, DateTimeOffset now) =>
        _sessions.TryGetValue(key, out var session) && !IsOver_NeedsLock(session, now) ? session : null;

    private bool IsOver_NeedsLock(MemorySession session, DateTimeOffset now) => session.Record.IsOver(now, HolderOf_NeedsLock(session));

    private NodeLife? HolderOf_NeedsLock(MemorySession session) => session.Record.Hold is { } hold ? Life_NeedsLock(hold.Node) : null;

    private NodeLife? Life_NeedsLock(NodeId node) => _nodes.TryGetValue(node, out var life) ? life : null;
}
