using Tidemark.Diagnostics;
using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// One request's hold on one primary state: the client state, the lease, the turn on this node, and the commits that the store has
/// not answered yet.
/// </summary>
internal sealed class StateHold(SessionNode node, ClientState state, SessionId? id, Turn? turn, string purpose)
{
    private readonly CommitQueue _commits = new(node);
    private SessionId? _id = id;
    private Turn? _turn = turn;
    private long _asOf = node.Time.GetTimestamp();

    public ClientState State => state;

    /// <summary>The id; made when somebody asks.</summary>
    public SessionId Id => _id ??= SessionId.New();

    /// <summary>Why nothing here counts any more: the store refused a commit. Null while it counts.</summary>
    public SessionCommitException? Loss { get; private set; }

    /// <summary>Whether there are commits that the store has not answered.</summary>
    public bool IsUnsettled => _commits.First is not null;

    private TimeSpan Age => state.Age + node.Time.GetElapsedTime(_asOf);

    /// <summary>Takes another id, if no store has heard of this one.</summary>
    public bool TryRenewId()
    {
        if (state.IsStored || IsUnsettled)
            return false;
        _id = null;
        return true;
    }

    /// <summary>Sends differences; creates the session if the store does not have it.</summary>
    public ValueTask CommitAsync(
        IReadOnlyList<Difference> differences, Lifetime lifetime, AfterCommit then, CancellationToken cancellationToken)
    {
        if (!state.IsStored)
            AddCreation(Id, differences, lifetime, then);
        else if (state.Token.IsNone || _turn is null)
            throw Lose(CommitFaults.Refused(FenceReason.LeaseLost));
        else
            _commits.Add(new CommitStep(Request(differences, lifetime, then), _turn));
        return SettleAsync(cancellationToken);
    }

    /// <summary>
    /// Stores the whole state under a new id, then ends the old session. In this order, because a crash in between must not lose the
    /// state: it leaves the old id valid, and a new session whose id nobody knows and which expires.
    /// </summary>
    public ValueTask MoveAsync(SessionId newId, Lifetime lifetime, CancellationToken cancellationToken)
    {
        if (state.Token.IsNone || _turn is null)
            throw Lose(CommitFaults.Refused(FenceReason.LeaseLost));
        var attributes = state.Present.Select(Difference (slot) => new WholeValue(slot.Name, slot.Encoded)).ToArray();
        AddCreation(newId, attributes, lifetime with { Absolute = AbsoluteLeft(lifetime) }, AfterCommit.Keep);
        _commits.Add(new CommitStep(Request([], state.Lifetime, AfterCommit.End), _turn));
        return SettleAsync(cancellationToken);
    }

    /// <summary>Ends the session.</summary>
    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (state.IsStored && _turn is not null && !state.Token.IsNone)
            _commits.Add(new CommitStep(Request([], state.Lifetime, AfterCommit.End), _turn));
        return SettleAsync(cancellationToken);
    }

    /// <summary>Sends what the store has not answered, in order.</summary>
    /// <exception cref="SessionCommitException">The store refused, or did not answer again.</exception>
    public async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        while (_commits.First is { } step)
        {
            switch (await _commits.SendFirstAsync(cancellationToken))
            {
                case CommitOutcome.Committed committed when step.Ends:
                    Finish(step);
                    break;
                case CommitOutcome.Committed committed:
                    Accept(step, committed);
                    break;
                case CommitOutcome.Fenced fenced:
                    await RefuseAsync(step, fenced.Reason);
                    break;
            }
        }
    }

    /// <summary>Forgets commits that nobody wants any more. An old id that was to end still ends.</summary>
    public void Discard()
    {
        if (_commits.First is { } step && EndsOldId(step))
            return;
        _commits.Drop();
        if (!state.IsStored)
            _id = null;
    }

    /// <summary>Gives the lease back. Does not fail: what the store cannot be told now it is told later.</summary>
    public async ValueTask ReleaseAsync()
    {
        // A session that is still to end keeps its turn until it has ended.
        var ending = _commits.GiveUp();
        if (ending?.Turn != _turn)
        {
            if (!state.Token.IsNone)
                await node.Leases.Returns.GiveBackAsync(state.Key, state.Token);
            _turn?.Leave();
        }

        state.EndLease();
        _turn = null;
    }

    private void Accept(CommitStep step, CommitOutcome.Committed committed)
    {
        var request = step.Request;
        if (step.Creates)
        {
            state.Move(request.Key, node.Time.GetUtcNow());
            _asOf = node.Time.GetTimestamp();
            _id = step.NewId;
            _turn = step.Turn;
            node.Log.Created(request.Key, committed.Version);
        }

        state.Acknowledge(request, committed);
        if (committed.Token.IsNone)
            _turn?.Leave();
        var bytes = request.Differences.OfType<WholeValue>().Sum(difference => (long)difference.Value.Length);
        node.Meter.Committed(request.Differences.Count, bytes, state.StoredSize);
        node.Log.Committed(request.Key, request.Differences.Count, committed.Version);
    }

    private void Finish(CommitStep step)
    {
        node.Log.Ended(step.Request.Key);
        if (!EndsOldId(step))
            state.EndLease();
        step.Turn.Leave();
    }

    private async ValueTask RefuseAsync(CommitStep step, FenceReason reason)
    {
        // To end what is gone is no failure: it expired, or our first attempt got through. But an old id that is gone for another
        // reason was ended by somebody else, and then its state must not live on under the new one.
        if (step.Ends && reason == FenceReason.SessionGone && (step.MayBeApplied || !EndsOldId(step)))
        {
            Finish(step);
            return;
        }

        node.Meter.Fenced(reason);
        node.Log.Fenced(step.Request.Key, reason);
        _commits.Drop();
        if (step.Turn != _turn)
            step.Turn.Leave();
        if (EndsOldId(step))
            await UndoMoveAsync();
        else if (step.Request.Key == state.Key && reason != FenceReason.WrongBase)
            state.EndLease();
        throw Lose(step.MayBeApplied && !step.Ends ? CommitFaults.UnknownAfterRepeat(reason) : CommitFaults.Refused(reason));
    }

    private async ValueTask UndoMoveAsync()
    {
        var end = new CommitStep(Request([], state.Lifetime, AfterCommit.End), _turn!);
        try
        {
            await node.Leases.Store.CommitAsync(end.Request, CancellationToken.None);
            end.Turn.Leave();
        }
        catch (SessionUnavailableException)
        {
            node.Leases.Returns.EndLater(end.Request, end.Turn);
        }

        state.EndLease();
        _turn = null;
    }

    private bool EndsOldId(CommitStep step) => step.Ends && step.Request.Key != state.Key;

    private SessionCommitException Lose(SessionCommitException refused)
    {
        Loss = refused;
        return refused;
    }

    private void AddCreation(SessionId newId, IReadOnlyList<Difference> attributes, Lifetime lifetime, AfterCommit then)
    {
        // Nobody else can know the new id yet, so that its turn is free.
        var key = node.KeyOf(newId);
        var newTurn = node.Leases.Turns.TryEnter(key, purpose) ?? throw Lose(CommitFaults.Refused(FenceReason.SessionExists));
        var request = new CommitRequest(
            key, node.Leases.Node, LeaseToken.None, StateVersion.None, CommitId.New(), attributes, lifetime, then, purpose);
        _commits.Add(new CommitStep(request, newTurn) { NewId = newId });
    }

    private CommitRequest Request(IReadOnlyList<Difference> differences, Lifetime lifetime, AfterCommit then) =>
        new(state.Key, node.Leases.Node, state.Token, state.Version, CommitId.New(), differences, lifetime, then, purpose);

    // The limit counts from the creation of the first session: a new id does not live longer than the old one would have.
    private TimeSpan AbsoluteLeft(Lifetime lifetime)
    {
        if (lifetime.Absolute == TimeSpan.MaxValue)
            return TimeSpan.MaxValue;
        var left = lifetime.Absolute - Age;
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }
}
