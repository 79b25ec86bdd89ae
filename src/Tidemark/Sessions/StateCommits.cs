using System.Runtime.CompilerServices;
using Tidemark.Diagnostics;
using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>The commits of one request: how they are put together, and what the store's answers mean.</summary>
internal sealed class StateCommits(SessionNode node, StateHold hold, string purpose)
{
    private readonly CommitQueue _queue = new(node);
    private readonly CommitSteps _steps = new(node, hold, purpose);
    private CommitTurn? _turn;
    private CommitBinding? _binding;

    // The session as it was stored for the first time, until that is told.
    private ClientState? _started;

    /// <summary>Whether there are commits that the store has not answered.</summary>
    public bool IsUnsettled => _queue.First is not null;

    /// <summary>Whether the end of the session was sent and not answered.</summary>
    public bool MayHaveEnded => _queue.First is { Ends: true, MayBeApplied: true } step && !EndsOldId(step);

    // Most requests change nothing, and need none.
    private CommitTurn CommitTurn => _turn ??= new CommitTurn(node, hold);

    private CommitBinding Binding => _binding ??= new CommitBinding(node, hold, CommitTurn, _queue);

    /// <summary>Sends differences; creates the session if the store does not have it.</summary>
    /// <param name="differences">What changed.</param>
    /// <param name="terms">What else is said of the session.</param>
    /// <param name="isLast">Whether the request wants nothing more, so that the lease may go along if it is not worth keeping.</param>
    /// <param name="cancellationToken">Ends waits, and what was not sent.</param>
    public async ValueTask CommitAsync(
        IReadOnlyList<Difference> differences, SessionTerms terms, bool isLast, CancellationToken cancellationToken)
    {
        if (hold.Place is not { } place)
        {
            if (terms.Binding is not null)
                terms = await Binding.PrepareAsync(terms, node.KeyOf(hold.Id), cancellationToken);
            AddCreation(hold.Id, differences, terms.LifetimeOn(hold.State.Lifetime), terms.Binding);
        }
        else
        {
            var turn = await CommitTurn.TakeAsync(place, cancellationToken);
            if (terms.Binding is not null)
                (terms, turn) = await Binding.PrepareAsync(place, terms, place.Key, cancellationToken);
            var then = isLast && place.TryBeginReturn(turn) ? AfterCommit.Release : AfterCommit.Keep;
            _queue.Add(_steps.Change(place, turn, differences, terms, then));
        }

        await SettleAsync(cancellationToken);
    }

    /// <summary>
    /// Stores the whole state under a new id, then ends the old session. In this order, because a crash in between must not lose the
    /// state: it leaves the old id valid, and a new session whose id nobody knows and which expires.
    /// </summary>
    public async ValueTask MoveAsync(SessionId newId, SessionTerms terms, CancellationToken cancellationToken)
    {
        var place = hold.Place!;
        (terms, var turn) = await Binding.PrepareAsync(place, terms, node.KeyOf(newId), cancellationToken);
        var attributes = hold.State.Present(hold.Viewer)
            .Select(Difference (slot) => new WholeValue(slot.Name, AttributeFaults.Whole(slot, slot.NotedBy == hold.Viewer ? slot.Encoded : null)));
        AddCreation(newId, [.. attributes], CommitStep.Left(terms.LifetimeOn(hold.State.Lifetime), place.Age), terms.Binding);
        _queue.Add(_steps.EndUntold(place, turn));
        await SettleAsync(cancellationToken);
    }

    /// <summary>Ends the session. To end it nobody needs to know what is in it, so that a request which shares it may come in anew for that.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EndThisAsync(cancellationToken);
        }
        catch (SessionCommitException) when (hold is { IsShared: true, Loss: not null, Turn: not null } && !IsUnsettled)
        {
            hold.Leave();
            hold.Loss = null;
            await EndThisAsync(cancellationToken);
        }
    }

    private async ValueTask EndThisAsync(CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken);
        if (hold is not { Place: not null, IsOver: false })
            return;
        await hold.EnterAsync(cancellationToken);
        _queue.Add(_steps.End(hold.Place!, await CommitTurn.TakeAsync(hold.Place!, cancellationToken)));
        await SettleAsync(cancellationToken);
    }

    /// <summary>Sends what the store has not answered, in order.</summary>
    /// <exception cref="SessionCommitException">The store refused, or did not answer again.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_queue.First is { } step)
            {
                switch (await _queue.SendFirstAsync(cancellationToken))
                {
                    case CommitOutcome.Committed when step.Ends:
                        await FinishAsync(step);
                        break;
                    case CommitOutcome.Committed committed:
                        Accept(step, committed);
                        break;
                    case CommitOutcome.Fenced fenced:
                        await RefuseAsync(step, fenced.Reason);
                        break;
                    case CommitOutcome.Misfit misfit:
                        await RepeatAsync(step, misfit.Attribute);
                        break;
                }
            }
        }
        finally
        {
            LetOthersCommitIfSettled();
        }

        if (_binding is { } binding)
            await binding.FinishAsync();
        if (_started is not { } started)
            return;
        _started = null;
        await node.Events.StartedAsync(started, purpose);
    }

    /// <summary>Forgets commits that nobody wants any more. An old id that was to end still ends.</summary>
    public void Discard()
    {
        if (_queue.First is null)
        {
            hold.ForgetId();
            return;
        }

        CommitTurn.Before = DiscardAsync();
        node.Leases.Background.Add(new ValueTask(CommitTurn.Before));
    }

    private async Task DiscardAsync()
    {
        if (_queue.First is { } step && EndsOldId(step))
            return;
        if (IsUnsettled)
            hold.BaseVersion = null;
        await DropAsync();
        hold.ForgetId();
    }

    /// <summary>The request is over. Does not fail.</summary>
    public async ValueTask CloseAsync()
    {
        if (_binding is { } binding)
            node.Leases.Background.Add(binding.FinishAsync());
        if (_queue.First is { Ends: true, MayBeApplied: true })
        {
            // A session that is still to end keeps its turns until it has ended.
            var ending = _queue.TakeFirst();
            CommitTurn.HandOver();
            node.Leases.LateEnds.EndByCommit(ending.Request, ending.Place, ending.Turn, isMoved: EndsOldId(ending));
            if (ending.Turn == hold.Turn)
                hold.LoseTurn();
        }
        else if (_queue.First is { } unsent && EndsOldId(unsent))
        {
            // The caller was told that nothing was applied: so the old id stays, and the new one goes.
            await _queue.DropAsync();
            await UndoMoveAsync(unsent);
        }

        // What was discarded has the turn until its lease is back: a commit of others that went out under that would be refused.
        if (_turn is not { Before.IsCompleted: false })
            await DropAsync();
    }

    private async ValueTask DropAsync()
    {
        _binding?.Drop(mayBeStored: IsUnsettled);

        // Giving the lease back fences whatever is still on its way.
        var isUnknown = _queue.First is { Creates: false };
        await _queue.DropAsync();
        if (isUnknown && hold is { Place: { } place, Turn.Lease: { } lease })
            await place.GiveBackAsync(lease);
        LetOthersCommitIfSettled();
    }

    private void Accept(CommitStep step, CommitOutcome.Committed committed)
    {
        var (request, place) = (step.Request, step.Place);
        var isNew = step.Creates && hold.Place is null;
        if (step.Creates)
        {
            node.Missing.Forget(request.Key);
            place.Adopt(hold.State.Under(request.Key, hold.Viewer, node.Time.GetUtcNow()), committed.Token, step.Life, step.Turn);
            hold.MoveTo(place, step.Turn, step.NewId);
            node.Log.Created(request.Key, committed.Version);
        }

        var rebased = hold.State.Acknowledge(request, committed.Version);
        hold.Touched.Acknowledge();
        _binding?.Acknowledge(step.Binding);
        hold.BaseVersion = committed.Version;
        if (isNew && node.Events.AreHeard)
            _started = hold.State.Snapshot();
        if (committed.Token.IsNone && step.Turn.Lease is { } lease)
            place.Finish(lease, LeaseEnd.GivenBack);
        else if (committed.OthersWait)
            place.Recall(committed.Token);
        node.Leases.Sessions.Measure(place);
        node.Meter.Committed(request.Differences, rebased, hold.State.StoredSize);
        node.Log.Committed(request.Key, request.Differences.Count, committed.Version);
    }

    private async ValueTask FinishAsync(CommitStep step)
    {
        if (EndsOldId(step))
            node.Log.Moved(step.Request.Key);
        else
            node.Leases.Ended(step.Request.Key, EndReason.Abandoned);
        if (step.Turn.Lease is { } lease)
            step.Place.Finish(lease, LeaseEnd.EndedHere);
        if (EndsOldId(step))
            step.Place.Leave(step.Turn);
    }

    private async ValueTask RefuseAsync(CommitStep step, FenceReason reason)
    {
        // To end what is gone is no failure: it expired, or somebody was first. But an old id that is gone was not ended by us, whose commit the store would
        // know again, and then its state must not live on under the new one. Only if it was sent long ago can nobody say who it was.
        var isUnclear = step.IsPerhapsForgotten(reason, node.Time);
        if (step.Ends && reason == FenceReason.SessionGone && !EndsOldId(step))
        {
            await FinishAsync(step);
            return;
        }

        node.Meter.Fenced(reason);
        node.Log.Fenced(step.Request.Key, reason);
        await _queue.DropAsync();
        if (step.Creates)
            step.Place.Leave(step.Turn);
        else
            await step.EndLeaseAsync(reason);
        if (EndsOldId(step))
            await UndoMoveAsync(step);
        throw hold.Lose(isUnclear || (step.MayBeApplied && !step.Ends) ? CommitFaults.UnknownAfterRepeat(reason) : CommitFaults.Refused(reason));
    }

    private async ValueTask RepeatAsync(CommitStep step, string attribute)
    {
        node.Log.Misfit(step.Request.Key, attribute);
        if (step.Whole() is { } whole)
        {
            _queue.Add(whole);
            return;
        }

        await step.EndLeaseAsync(FenceReason.WrongBase);
        throw hold.Lose(CommitFaults.Misfit(attribute));
    }

    private async ValueTask UndoMoveAsync(CommitStep old)
    {
        // The slots went with the move, and their baselines are the new session's now.
        _binding?.Forget();
        if (old.Turn.Lease is { } lease)
            await old.Place.DropAsync(lease);
        old.Place.Leave(old.Turn);
        var (place, turn) = (hold.Place!, hold.Turn!);
        if (!await node.Leases.LateEnds.TryEndMovedAsync(_steps.EndUntold(place, turn).Request, place, turn))
            hold.LoseTurn();
    }

    private bool EndsOldId(CommitStep step) => step.Ends && step.Place != hold.Place;

    private void LetOthersCommitIfSettled()
    {
        if (!IsUnsettled)
            _turn?.Leave();
    }

    private void AddCreation(SessionId newId, IReadOnlyList<Difference> attributes, Lifetime lifetime, UserBinding? binding) =>
        _queue.Add(_steps.Creation(newId, attributes, lifetime, binding) ?? throw hold.Lose(CommitFaults.Refused(FenceReason.SessionExists)));
}
