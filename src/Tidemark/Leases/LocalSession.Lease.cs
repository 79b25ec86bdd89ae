using Tidemark.Stores;

namespace Tidemark.Leases;

// The lease: how it is got, recalled, lost and given back.
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

    /// <summary>Whether what is cached here counts: the lease is held, and the store cannot have given it away.</summary>
    public bool IsTrusted(HeldLease lease) =>
        lease.End == LeaseEnd.None && _node.Heartbeat.Trusts(lease.Life);

    /// <summary>What the store has, if this node knows; null if it has to be asked. Counts as use.</summary>
    public ClientState? TrySnapshot()
    {
        lock (_gate)
        {
            // While a commit is under way, whether it is part of the state is for the store to say.
            if (!IsCurrent_NeedsLock() || Commits.IsTaken || _clock.IsOver(State.Lifetime))
                return null;
            _clock.Use();
            var snapshot = State.Snapshot();

            // A commit does not take the gate: one that went by meanwhile may be in the copy by half.
            return Commits.IsTaken || snapshot.Version != State.Version ? null : snapshot;
        }
    }

    /// <summary>The store says that a lease is free that this node waits for.</summary>
    public void Free()
    {
        lock (_gate)
            _lease.Acquisition?.Free();
    }

    /// <summary>Whether the node has a lease of the session, or soon may have, or soon may not have.</summary>
    public bool IsInvolved
    {
        get
        {
            lock (_gate)
                return _lease.Held is not null || _lease.Acquisition is not null || _lease.Return is not null;
        }
    }

    /// <summary>Other nodes wait for a lease.</summary>
    public void Recall(LeaseToken token)
    {
        bool isNews;
        lock (_gate)
        {
            isNews = _lease.Recall(token);
            if (_lease.IsRecalled)
                Yield_NeedsLock(except: null);
            else if (_lease.IsOvertakenBy(token))
                _lease.Finish(LeaseEnd.GivenBack);
            else
                return;
        }

        if (!isNews && !IsInvolved)
        {
            _node.GiveBackUnknown(Key, token);
            return;
        }

        if (isNews)
            _node.Recalled(Key);
        _node.Background.Add(ReturnIfUnwantedAsync());
        if (!isNews)
            _node.Background.Add(ExplainAsync());
    }

    /// <summary>The store granted the lease. False if what this node knew is of another session, so that it has to ask again.</summary>
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

            var isContinuous = granted.State.Version == State.Version && granted.Token.Counter == _lease.Held?.Token.Counter + 1;
            State.Refresh(granted.State);
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
            turn.Lease = token.IsNone ? null : _lease.Adopt(token, life);
            _clock.Told(TimeSpan.Zero);
        }
    }

    /// <summary>An acquisition is over. If all who wanted the lease have left, it may have to go back at once.</summary>
    public void Finish(LeaseAcquisition acquisition)
    {
        lock (_gate)
        {
            if (_lease.Acquisition == acquisition)
                _lease.Acquisition = null;
        }

        _node.Background.Add(ReturnIfUnwantedAsync());
    }

    /// <summary>An acquisition has failed, and with it the lease that it was to renew: requests under it may ask for another one.</summary>
    public void Fail(LeaseAcquisition acquisition)
    {
        lock (_gate)
        {
            if (_lease.Acquisition == acquisition)
                _lease.Acquisition = null;
            _lease.Finish(LeaseEnd.GivenBack);
            Admit_NeedsLock();
        }
    }

    /// <summary>Ends an acquisition that nobody waits for; false if somebody has joined it since.</summary>
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

    /// <summary>Whether the next commit of this turn shall take the lease along: it is unwanted, and nobody else is inside.</summary>
    public bool TryBeginReturn(Turn turn)
    {
        lock (_gate)
        {
            var isAlone = _turns.Inside is [var only] && only == turn && (_turns.Waiting == 0 || _lease.IsRecalled);
            if (!isAlone || !_lease.IsUnwanted || _lease.Held != turn.Lease || _lease is not { Acquisition: null, Return: null })
                return false;
            _lease.BeginReturn();
            return true;
        }
    }

    /// <summary>A lease has ended; or it has not, after its return began.</summary>
    public void Finish(HeldLease lease, LeaseEnd end)
    {
        lock (_gate)
        {
            if (_lease.Held != lease)
                return;
            if (end == LeaseEnd.Over)
                Forget_NeedsLock();
            _lease.Finish(end);
            Admit_NeedsLock();
        }
    }

    /// <summary>Gives a lease back, whoever is inside. Does not fail.</summary>
    public ValueTask GiveBackAsync(HeldLease lease)
    {
        TimeSpan unused;
        lock (_gate)
        {
            if (_lease.Held != lease)
                return default;
            _lease.BeginReturn();
            unused = _turns.Inside.Count == 0 ? _clock.Unused : TimeSpan.Zero;
        }

        return ReturnAsync(lease, unused);
    }

    /// <summary>There is no such session, or none any more.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _isSealed = false;
            Forget_NeedsLock();
            _lease.Finish(LeaseEnd.Over);
            Admit_NeedsLock();
        }
    }

    private bool TryUse(Turn turn)
    {
        lock (_gate)
        {
            if (!IsCurrent_NeedsLock() || IsOverFor_NeedsLock(turn))
                return false;
            turn.Lease = _lease.Held;
            _clock.Use();
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

            if (IsCurrent_NeedsLock() && IsOverFor_NeedsLock(turn))
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

    private ValueTask ReturnIfUnwantedAsync()
    {
        HeldLease held;
        TimeSpan unused;
        lock (_gate)
        {
            var isDue = _turns.Inside.Count == 0 && _lease is { IsUnwanted: true, Acquisition: null, Return: null }
                && (_turns.Waiting == 0 || _lease.IsRecalled);
            if (!isDue || _lease.Held is null)
                return default;
            (held, unused) = (_lease.Held, _clock.Unused);
            _lease.BeginReturn();
        }

        return ReturnAsync(held, unused);
    }

    private async ValueTask ReturnAsync(HeldLease lease, TimeSpan unused)
    {
        await _node.Returns.GiveBackAsync(Key, lease.Token, unused);
        Finish(lease, LeaseEnd.GivenBack);
    }

    /// <summary>
    /// The store asked again: a request keeps the lease from going back. The store is told which one, by a commit of nothing, so that those
    /// who wait can be told.
    /// </summary>
    private async ValueTask ExplainAsync()
    {
        HeldLease lease;
        Turn turn;
        lock (_gate)
        {
            if (!_lease.IsRecalled || _turns.First is not { } first || first == _lease.Explained || !Commits.TryTake())
                return;
            (lease, turn, _lease.Explained) = (_lease.Held!, first, first);
        }

        try
        {
            await _node.Store.CommitAsync(
                new CommitRequest(
                    Key, _node.Node, lease.Token, State.Version, CommitId.New(), [], State.Lifetime, AfterCommit.Keep, turn.Purpose),
                CancellationToken.None);
        }
        catch (SessionUnavailableException)
        {
            // It was for the message's sake only.
        }
        finally
        {
            Commits.Leave();
        }
    }

    private SessionException TooLate(LeaseAcquisition? acquisition, LockWait wait)
    {
        if (acquisition is { Holder: { } held })
            return LockFaults.Timeout(wait.Elapsed, held.Purpose, held.Holder, held.Age);
        var (purpose, age) = Blocker();
        return LockFaults.Timeout(wait.Elapsed, purpose, null, age);
    }

    private bool IsCurrent_NeedsLock() => _lease is { Held: { } held, Return: null } && IsTrusted(held);

    // Another request inside is use.
    private bool IsOverFor_NeedsLock(Turn turn) =>
        _turns.Inside is [var only] && only == turn ? _clock.IsOver(State.Lifetime) : _clock.Age >= State.Lifetime.Absolute;

    private void Forget_NeedsLock() => State = new ClientState(Key, default(Lifetime), default);
}
