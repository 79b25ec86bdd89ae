using Tidemark.Leases.Attributes;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// One session on this node: its client state, its lease, and the requests that use it. The lease is kept from request to request until
/// the store recalls it; then those inside finish, nobody else is let in, and it goes back.
/// </summary>
/// <remarks>In four files, because one gate guards all of it: the turns here, the lease, its way back, and the upkeep between requests.</remarks>
internal sealed partial class LocalSession
{
    private readonly NodeLeases _node;

    // Guards what follows, and is never held during a call of the store.
    private readonly Lock _gate = new();
    private readonly TurnTable _turns;
    private readonly SessionLease _lease;
    private SessionClock _clock;
    private AttributeLocks? _locks;
    private bool _isSealed;
    private bool _isRemoved;
    private volatile bool _isRevoked;

    // How old the session was when this node last sent its client the id; null if it has not.
    private TimeSpan? _idSent;

    public LocalSession(NodeLeases node, StateKey key)
    {
        (_node, Key) = (node, key);
        (_turns, _lease, _clock) = (new TurnTable(node.Time), new SessionLease(node.Time), new SessionClock(node.Time));
        State = new ClientState(key, default(Lifetime), default);
    }

    public StateKey Key { get; }

    public ClientState State { get; private set; }

    /// <summary>Whether this node has ended the session from outside: it does not go on under another id either.</summary>
    public bool IsRevoked => _isRevoked;

    /// <summary>Orders the commits, and the grants between them.</summary>
    public CommitTurns Commits { get; } = new();

    public AttributeLocks Locks
    {
        get
        {
            lock (_gate)
                return _locks ??= new AttributeLocks(_node.Limits.Waiters, _node.Time);
        }
    }

    /// <summary>How old the session is, by what the store told and the time since.</summary>
    public TimeSpan Age
    {
        get
        {
            lock (_gate)
                return _clock.Age;
        }
    }

    /// <summary>How long until the session ends if nobody uses it after those who do now.</summary>
    public TimeSpan TimeLeft(Lifetime lifetime)
    {
        lock (_gate)
            return _clock.Left(lifetime, isUsed: _turns.Inside.Count > 0);
    }

    /// <summary>How long it may live; null while the lease does not count, and another node may have said otherwise.</summary>
    public Lifetime? KnownLifetime
    {
        get
        {
            lock (_gate)
                return IsCurrent_NeedsLock() ? State.Lifetime : null;
        }
    }

    /// <summary>Whether this node keeps the session, and has not sent the client the id for so long, or never has.</summary>
    public bool IsIdDue(TimeSpan interval)
    {
        lock (_gate)
            return IsCurrent_NeedsLock() && (_idSent is not { } sent || _clock.Age - sent >= interval);
    }

    /// <summary>The client was sent the id just now.</summary>
    public void NoteIdSent()
    {
        lock (_gate)
            _idSent = _clock.Age;
    }

    /// <summary>Waits for a turn. Null if this object is no longer the node's: look it up again.</summary>
    /// <exception cref="SessionLockTimeoutException">Too many wait already, or the wait took too long.</exception>
    public ValueTask<Turn?> EnterAsync(bool isExclusive, string purpose, LockWait wait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TurnTable.Waiter waiter;
        lock (_gate)
        {
            if (_isRemoved)
                return default;
            if (isExclusive)
                Yield_NeedsLock(except: null);
            if (!IsClosed_NeedsLock && _turns.TryEnter(isExclusive, purpose) is { } turn)
                return new ValueTask<Turn?>(turn);
            if (_turns.Waiting >= _node.Limits.Waiters)
                throw LockFaults.QueueFull(_turns.Waiting, _turns.First?.Purpose ?? "", _turns.HeldFor);
            waiter = _turns.Enqueue(isExclusive, purpose);
            Yield_NeedsLock(except: null);
        }

        return WaitAsync(waiter, wait, cancellationToken);
    }

    /// <summary>
    /// The turn of a session that nobody of this node uses and whose lease it does not surely hold: for what is left over from before. False if this
    /// object is no longer the node's: look it up again.
    /// </summary>
    public bool TryEnterUnleased(bool isExclusive, string purpose, out Turn? turn)
    {
        turn = null;
        lock (_gate)
        {
            var isUnleased = _lease.Held is not { } held || !IsTrusted(held);
            if (!_isRemoved && IsIdle_NeedsLock && isUnleased)
                turn = _turns.TryEnter(isExclusive, purpose);
            return !_isRemoved;
        }
    }

    /// <summary>The turn is over. If the lease is not kept it goes back now, for which nobody has to wait.</summary>
    public void Leave(Turn turn)
    {
        lock (_gate)
        {
            if (!_turns.Remove(turn))
                return;
            _clock.Use();
            Admit_NeedsLock();
        }

        _node.Background.Add(ReturnIfUnwantedAsync());
    }

    /// <summary>From now on the turn may be taken whenever somebody asks; if somebody did, it is taken at once.</summary>
    public void StandBy(Turn turn, ITurnOwner owner)
    {
        lock (_gate)
        {
            turn.StandingBy = owner;
            _clock.Use();
            if (_turns.Waiting > 0 || _lease.IsUnwanted || _locks is { IsContended: true })
                Yield_NeedsLock(except: null);
        }

        _node.Background.Add(ReturnIfUnwantedAsync());
    }

    /// <summary>The request goes on; false if its turn was taken meanwhile.</summary>
    public bool TryResume(Turn turn)
    {
        lock (_gate)
        {
            turn.StandingBy = null;
            return _turns.Inside.Contains(turn);
        }
    }

    /// <summary>A request waits for what another one has, which may be standing by.</summary>
    public void AskToYield(Turn turn)
    {
        lock (_gate)
            Yield_NeedsLock(except: turn);
    }

    /// <summary>
    /// A request is over that others have overtaken. Its objects serve the next, unless somebody makes his own of the attributes by now. Returns those
    /// that do.
    /// </summary>
    public IReadOnlyList<LiveValue> TakeBack(IEnumerable<(string Name, LiveValue Live, StoredValue? Since)> objects)
    {
        List<LiveValue>? taken = null;
        lock (_gate)
        {
            if (_turns.Inside.Count > 0)
                return [];
            foreach (var (name, live, since) in objects)
            {
                if (State.Find(name, null)?.TakeBack(live, since) == true)
                    (taken ??= []).Add(live);
            }
        }

        return taken ?? (IReadOnlyList<LiveValue>)[];
    }

    /// <summary>Lets nobody in: the session is still to end.</summary>
    public void Seal()
    {
        lock (_gate)
            _isSealed = true;
    }

    private bool IsClosed_NeedsLock => _isSealed || _lease.IsRecalled;

    private void Admit_NeedsLock()
    {
        if (!IsClosed_NeedsLock)
            _turns.Admit();
    }

    private void Yield_NeedsLock(Turn? except)
    {
        for (var i = _turns.Inside.Count - 1; i >= 0; i--)
        {
            var turn = _turns.Inside[i];
            if (turn == except || turn.StandingBy is not { } owner)
                continue;
            _turns.Remove(turn);
            owner.Yield();
        }

        Admit_NeedsLock();
    }

    private async ValueTask<Turn?> WaitAsync(TurnTable.Waiter waiter, LockWait wait, CancellationToken cancellationToken)
    {
        try
        {
            if (await wait.ForAsync(waiter.Task, cancellationToken))
                return await waiter.Task;
        }
        catch (OperationCanceledException)
        {
            await WithdrawAsync(waiter);
            throw;
        }

        var (purpose, held) = Blocker();
        await WithdrawAsync(waiter);
        throw LockFaults.Timeout(wait.Elapsed, purpose, null, held);
    }

    private async ValueTask WithdrawAsync(TurnTable.Waiter waiter)
    {
        lock (_gate)
        {
            _turns.Withdraw(waiter);
            if (waiter.TrySetCanceled())
            {
                Admit_NeedsLock();
                return;
            }
        }

        // The turn came in this very moment.
        Leave(await waiter.Task);
    }

    private (string Purpose, TimeSpan Held) Blocker()
    {
        lock (_gate)
            return (_turns.First?.Purpose ?? "", _turns.HeldFor);
    }
}
