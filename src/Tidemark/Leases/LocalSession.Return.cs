using Tidemark.Stores;

namespace Tidemark.Leases;

// The way back: how the lease is recalled, given back and lost.
internal sealed partial class LocalSession
{
    /// <summary>Whether the node has a lease of the session, or soon may have, or soon may not have.</summary>
    public bool IsInvolved
    {
        get
        {
            lock (_gate)
                return _lease.Held is not null || _lease.Acquisition is not null || _lease.Return is not null;
        }
    }

    /// <summary>This node has ended the session from outside, or found that others had: the lease goes back as if others waited for it.</summary>
    public void Recall(bool isRevoked)
    {
        _isRevoked |= isRevoked;
        LeaseToken? held;
        lock (_gate)
            held = _lease.Held?.Token;
        if (held is { } token)
            Recall(token);
    }

    /// <summary>Other nodes wait for a lease, or its session was ended.</summary>
    public void Recall(LeaseToken token)
    {
        bool isNews, isOvertaken;
        lock (_gate)
        {
            isNews = _lease.Recall(token);
            isOvertaken = _lease.TryOvertake(token, isUsed: _turns.Inside.Count > 0);
            if (_lease.IsRecalled)
                Yield_NeedsLock(except: null);
        }

        if (isOvertaken)
            _node.GiveBackUnknown(Key, token);
        if (isNews)
            _node.Recalled(Key);
        _node.Background.Add(ReturnIfUnwantedAsync());
        if (!isNews)
            _node.Background.Add(ExplainAsync());
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

    /// <summary>A lease has ended. Does nothing if this node holds another one by now.</summary>
    public void Finish(HeldLease lease, LeaseEnd end)
    {
        lock (_gate)
        {
            if (_lease.Held != lease)
                return;
            if (end is LeaseEnd.Over or LeaseEnd.EndedHere)
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

    /// <summary>Gives a lease back, and forgets what it was for: what is cached here is no longer what the store has. Does not fail.</summary>
    public async ValueTask DropAsync(HeldLease lease)
    {
        lock (_gate)
        {
            Forget_NeedsLock();
            if (_lease.Held != lease)
                return;
            _lease.Finish(LeaseEnd.Lost);
            _lease.BeginReturn();
        }

        await _node.Returns.GiveBackAsync(Key, lease.Token, TimeSpan.Zero);
        lock (_gate)
        {
            _lease.Finish(LeaseEnd.Lost);
            Admit_NeedsLock();
        }
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
    /// who wait can be told. If the session was ended, the store says so now, and nobody needs to wait for that request.
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
            var nothing = new CommitRequest(
                Key, _node.Node, lease.Token, State.Version, CommitId.New(), [], State.Lifetime, AfterCommit.Keep, turn.Purpose) { User = State.User };
            if (await _node.Store.CommitAsync(nothing, CancellationToken.None) is (CommitOutcome.Fenced { Reason: FenceReason.SessionGone }, _))
                Finish(lease, LeaseEnd.Over);
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
}
