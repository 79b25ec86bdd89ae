using System.Diagnostics.CodeAnalysis;
using Tidemark.Stores;

namespace Tidemark.Leases;

// The lease: how it is got, and whether it counts.
internal sealed partial class LocalSession
{
    /// <summary>Has the lease, and a client state that is current, for a turn; false if there is no such session.</summary>
    /// <exception cref="SessionLockTimeoutException">Another node held the lease for too long.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public async ValueTask<bool> LeaseAsync(Turn turn, LockWait wait, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!TryUse(turn))
            {
                if (!await ApproachAsync(turn, wait, cancellationToken))
                    return false;
                continue;
            }

            // The store may have applied a commit whose answer is still on its way, and others may have read that there: a request that
            // comes after them must not see less.
            if (Commits.UnderWay is not { } commit)
                return true;
            if (!await wait.ForAsync(commit, cancellationToken))
                throw LockFaults.CommitUnderWay(wait.Elapsed);
        }
    }

    /// <summary>
    /// A turn beside others under a lease that counts, if all of this is to be had at once; if not, <see cref="EnterAsync"/> and <see cref="LeaseAsync"/>
    /// get it one after the other.
    /// </summary>
    public bool TryEnterLeased(string purpose, [NotNullWhen(true)] out Turn? turn)
    {
        turn = null;
        lock (_gate)
        {
            // Not before: a lease may run out while somebody waits for the gate.
            var now = _node.Time.GetTimestamp();
            if (_isRemoved || IsClosed_NeedsLock || !IsCurrent_NeedsLock(now) || Commits.UnderWay is not null || IsOverForNext_NeedsLock(now))
                return false;
            turn = _turns.TryEnter(isExclusive: false, purpose, now);
            if (turn is null)
                return false;
            turn.Lease = _lease.Held;
            _clock.Use(now);
            return true;
        }
    }

    /// <summary>Whether what is cached here counts: the lease is held, and the store cannot have given it away.</summary>
    public bool IsTrusted(HeldLease lease) =>
        lease.End == LeaseEnd.None && _node.Heartbeat.Trusts(lease.Life);

    /// <summary>What this node knows already, and under which lease it learnt it.</summary>
    public (StateVersion Version, LeaseToken Under) Known
    {
        get
        {
            lock (_gate)
                return (State.Known, _lease.Last);
        }
    }

    /// <summary>What the store has and how long that lasts, if this node knows; null if it has to be asked.</summary>
    /// <param name="isUse">Whether to look counts as use.</param>
    public (ClientState State, TimeSpan Left)? TrySnapshot(bool isUse)
    {
        lock (_gate)
        {
            // While a commit is under way, whether it is part of the state is for the store to say. A lease may be recalled because the
            // session was ended.
            if (!IsCurrent_NeedsLock() || _lease.IsRecalled || Commits.IsTaken || _clock.IsOver(State.Lifetime))
                return null;
            if (isUse)
                _clock.Use();
            var snapshot = State.Snapshot();
            var left = _clock.Left(snapshot.Lifetime, isUsed: _turns.Inside.Count > 0);

            // A commit does not take the gate: one that went by meanwhile may be in the copy by half.
            return Commits.IsTaken || snapshot.Version != State.Version ? null : (snapshot, left);
        }
    }

    /// <summary>The store says that a lease is free that this node waits for.</summary>
    public void Free()
    {
        lock (_gate)
            _lease.Acquisition?.Free();
    }

    /// <summary>
    /// The store granted the lease. False if what this node knew is of another session, or if what is newer does not fit it, so that it has to ask
    /// again, knowing nothing.
    /// </summary>
    public bool TryInstall(AcquireOutcome.Granted granted, StateVersion known, long life)
    {
        bool isHandOver;
        lock (_gate)
        {
            if (State.IsStored && !State.IsSame(granted.State))
            {
                Forget_NeedsLock();
                if (known != StateVersion.None)
                    return false;
            }

            // What requests inside have seen and changed so far still stands if nobody has committed since.
            var isContinuous = granted.State.Version == State.Version && !ClientState.IsVoid(granted.State, known);
            if (!State.TryRefresh(granted.State, known, _node.Limits.LongestValue))
                return false;
            isHandOver = _lease.Install(granted, life, isContinuous);
            _clock.Told(granted.State.Age);
        }

        _node.Granted(this, granted, isHandOver);
        return true;
    }

    /// <summary>A commit created the session under this key, for the request that has the turn.</summary>
    public void Adopt(ClientState state, LeaseToken token, long life, Turn turn)
    {
        lock (_gate)
        {
            State = state;
            turn.Lease = _lease.Adopt(token, life);
            _clock.Told(TimeSpan.Zero);

            // Whoever creates a session tells its client the id.
            _idSent = TimeSpan.Zero;
        }
    }

    /// <summary>An acquisition is over. If all who wanted the lease have left, it may have to go back at once.</summary>
    /// <param name="acquisition">Which one.</param>
    /// <param name="failed">Whether the store was asked in vain. Then a lease that was to be renewed may be fenced: requests under it ask anew.</param>
    public void Finish(LeaseAcquisition acquisition, bool failed)
    {
        lock (_gate)
        {
            if (_lease.Acquisition == acquisition)
                _lease.Acquisition = null;
            if (failed)
                _lease.Finish(LeaseEnd.GivenBack);
            Admit_NeedsLock();
        }

        _node.Background.Add(ReturnIfUnwantedAsync());
    }

    /// <summary>Ends an acquisition that nobody waits for; false if somebody does.</summary>
    public bool TryGiveUp(LeaseAcquisition acquisition)
    {
        lock (_gate)
        {
            if (acquisition.IsWanted)
                return false;
            _lease.Acquisition = null;
            return true;
        }
    }

    /// <summary>Waits for what may bring the lease; false if there is no such session.</summary>
    private async ValueTask<bool> ApproachAsync(Turn turn, LockWait wait, CancellationToken cancellationToken)
    {
        var (acquisition, back) = Approach(turn);
        try
        {
            if (!await wait.ForAsync(acquisition?.Done ?? back, cancellationToken))
                throw TooLate(acquisition, wait);
        }
        finally
        {
            acquisition?.Leave();
        }

        return acquisition is null || await acquisition.Done;
    }

    private bool TryUse(Turn turn)
    {
        lock (_gate)
        {
            var now = _node.Time.GetTimestamp();
            if (!IsCurrent_NeedsLock(now) || IsOverFor_NeedsLock(turn, now))
                return false;
            turn.Lease = _lease.Held;
            _clock.Use(now);
            return true;
        }
    }

    /// <summary>What to wait for: an acquisition, which the caller has joined, or the return of the lease that is still to be answered.</summary>
    private (LeaseAcquisition? Acquisition, Task Return) Approach(Turn turn)
    {
        LeaseAcquisition? acquisition = null;
        HeldLease? over = null;
        TimeSpan unused;
        lock (_gate)
        {
            unused = _clock.Unused;
            if (_lease.Return is { } under)
                return (null, under.Task);
            if (_lease.Acquisition is { } joined)
            {
                joined.Join();
                return (joined, joined.Done);
            }

            if (_node.Time.GetTimestamp() is var now && IsCurrent_NeedsLock(now) && IsOverFor_NeedsLock(turn, now))
            {
                over = _lease.Held;
                _lease.BeginReturn();
            }
            else
            {
                _lease.Acquisition = acquisition = new LeaseAcquisition(_node, this, turn.Purpose);
                acquisition.Join();
            }
        }

        // The store's clock decides whether the session is over. It must be told of the last use before it is asked.
        if (acquisition is null)
            return (null, ReturnAsync(over!, unused).AsTask());
        _ = acquisition.RunAsync();
        return (acquisition, acquisition.Done);
    }

    // Nobody who is inside on this node is in the way of one who asks the store.
    private static SessionLockTimeoutException TooLate(LeaseAcquisition? acquisition, LockWait wait) => acquisition is { Holder: { } held }
        ? LockFaults.Timeout(wait.Elapsed, held.Purpose, held.Holder, held.Age)
        : LockFaults.StoreUnderWay(wait.Elapsed);

    private bool IsCurrent_NeedsLock() => IsCurrent_NeedsLock(_node.Time.GetTimestamp());

    private bool IsCurrent_NeedsLock(long now) =>
        _lease is { Held: { End: LeaseEnd.None } held, Return: null } && _node.Heartbeat.Trusts(held.Life, now);

    // Another request inside is use.
    private bool IsOverFor_NeedsLock(Turn turn, long now) =>
        _turns.Inside is [var only] && only == turn ? _clock.IsOver(State.Lifetime, now) : _clock.Age >= State.Lifetime.Absolute;

    private bool IsOverForNext_NeedsLock(long now) =>
        _turns.Inside.Count == 0 ? _clock.IsOver(State.Lifetime, now) : _clock.Age >= State.Lifetime.Absolute;

    private void Forget_NeedsLock() => (State, _idSent) = (new ClientState(Key, default(Lifetime), default), null);
}
