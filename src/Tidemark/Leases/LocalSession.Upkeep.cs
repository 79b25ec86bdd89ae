using Tidemark.Stores;

namespace Tidemark.Leases;

// The upkeep: what the node does with a session between its requests.
internal sealed partial class LocalSession
{
    private long _counted;

    /// <summary>How long nobody has used it; null while somebody does.</summary>
    public TimeSpan? Unused
    {
        get
        {
            lock (_gate)
                return IsIdle_NeedsLock ? _clock.Unused : null;
        }
    }

    /// <summary>Whether nobody uses it and nobody will: its time is up, or it is not held and has not been used for long.</summary>
    public bool IsWorthless(TimeSpan memory)
    {
        lock (_gate)
            return IsIdle_NeedsLock && (_clock.IsOver(State.Lifetime) || (_lease.Held is null && _clock.Unused > memory));
    }

    /// <summary>Counts the bytes anew, and returns how many there are more.</summary>
    public long Remeasure()
    {
        lock (_gate)
        {
            if (_isRemoved)
                return 0;
            var before = _counted;
            State.Prune();
            _counted = State.KeptSize;
            return _counted - before;
        }
    }

    /// <summary>Forgets the objects that were made of the attributes, unless somebody uses the session, and returns how many bytes that freed.</summary>
    public long ForgetObjects()
    {
        lock (_gate)
        {
            if (!IsIdle_NeedsLock || _isRemoved)
                return 0;
            State.ForgetLive();
            var freed = _counted - State.KeptSize;
            _counted -= freed;
            return freed;
        }
    }

    private bool IsIdle_NeedsLock =>
        !_isSealed && _turns.Inside.Count == 0 && _turns.Waiting == 0 && _lease is { Acquisition: null, Return: null };

    /// <summary>The last use, if the store should be told of it now: it cannot see what a node does under a lease that it keeps.</summary>
    public SessionUse? TakeDueUse()
    {
        lock (_gate)
            return _lease.Held is not null && _clock.TakeDueUse(State.Lifetime) is { } ago ? new SessionUse(Key, ago) : null;
    }

    /// <summary>Somebody used the session who did not come in; false if the store has to be told, for this node does not hold it, or its time is up.</summary>
    public bool TryUse(long now)
    {
        lock (_gate)
        {
            if (!IsCurrent_NeedsLock(now) || _lease.IsRecalled || _clock.IsOver(State.Lifetime, now))
                return false;
            _clock.Use(now);
            return true;
        }
    }

    /// <summary>The last use under a lease that is held; null if none is.</summary>
    public SessionUse? LastUse()
    {
        lock (_gate)
            return _lease.Held is not null ? new SessionUse(Key, _clock.Unused) : null;
    }

    /// <summary>Who uses it and who waits; null if nobody does.</summary>
    public SessionLocks? Report()
    {
        lock (_gate)
        {
            if (_turns.Inside.Count == 0 && _turns.Waiting == 0)
                return null;
            return new SessionLocks(
                Key.ToString(),
                _lease.Held is { } held ? _node.Time.GetElapsedTime(held.Since) : null,
                _lease.IsRecalled,
                [.. _turns.Inside.Select(turn => Report(turn.Purpose, turn.IsExclusive, turn.Since))],
                [.. _turns.Waiters.Select(waiter => Report(waiter.Purpose, waiter.IsExclusive, waiter.Since))],
                _locks?.Report() ?? []);
        }
    }

    private SessionLocks.Request Report(string purpose, bool isExclusive, long since) =>
        new(purpose, isExclusive, _node.Time.GetElapsedTime(since));

    /// <summary>The node forgets the session, unless somebody uses it; its lease goes back. False if it stays.</summary>
    public bool TryEvict(out long freed, out ValueTask whenBack)
    {
        HeldLease? held;
        (freed, whenBack) = (0, default);
        lock (_gate)
        {
            if (!IsIdle_NeedsLock || _isRemoved)
                return false;
            _isRemoved = true;
            (freed, _counted) = (_counted, 0);
            held = _lease.Held;
        }

        if (held is not null)
            whenBack = GiveBackAsync(held);
        return true;
    }
}
