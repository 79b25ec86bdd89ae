using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

// How a request comes in, again too, and waits for attributes.
internal sealed partial class StateHold
{
    private async ValueTask TakeSlowlyAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
            cancellationToken = WhileWanted;
        await EnterToLookAsync(cancellationToken);
        if (!IsShared)
            return;
        var (place, wait) = (Place!, _node.Leases.NewWait());
        if (names.Count == 1 && place.Locks.TryTake(Owner, names.First()))
            return;
        try
        {
            await LockAsync(place, Turn!, names, wait, cancellationToken);
        }
        catch (SessionException refused)
        {
            _node.Leases.Refused(place.Key, Purpose, refused);
            throw;
        }
        finally
        {
            _node.Meter.LockWaited(wait.Elapsed);
        }

        // The wait may have been long: what was true of the lease before need not be so now.
        await EnterToLookAsync(cancellationToken);
    }

    // Of a session that another request ended there are still its objects. Whoever changes one learns of the end at the commit.
    private ValueTask EnterToLookAsync(CancellationToken cancellationToken) =>
        _phase == HoldPhase.Inside && Turn is { Lease.End: LeaseEnd.EndedHere } && Loss is null ? default : EnterAsync(cancellationToken);

    private async ValueTask LockAsync(
        LocalSession place, Turn turn, IReadOnlyCollection<string> names, LockWait wait, CancellationToken cancellationToken)
    {
        var taken = place.Locks.TakeAsync(Owner, names, wait, cancellationToken);

        // Asked only now: a request that begins to stand by in this very moment sees the wait, or is asked.
        if (!taken.IsCompleted)
            place.AskToYield(turn);
        await (Checks is { } checks && !taken.IsCompleted ? checks.WaitAsync(taken, place, names) : taken);
    }

    private ValueTask LockLateAsync(LocalSession place, Turn turn, LockWait wait, CancellationToken cancellationToken) =>
        Touched.FindLateChanges() is { Count: > 0 } late && IsShared ? LockAsync(place, turn, late, wait, cancellationToken) : default;

    private async ValueTask GoOnAsync(CancellationToken cancellationToken)
    {
        await RenewAsync(cancellationToken);
        if (Place is not { } place || Turn is not { } turn)
            return;
        await LockLateAsync(place, turn, _node.Leases.NewWait(), cancellationToken);
        if (!Touched.TryAttach(State))
            throw Lose(CommitFaults.LateChange());
    }

    /// <summary>The lease may have run out, or gone back after a commit whose outcome is unknown.</summary>
    private async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        if (Place is not { } place || Turn is not { Lease: { } lease } turn || place.IsTrusted(lease))
            return;
        if (lease.End is LeaseEnd.None or LeaseEnd.GivenBack)
        {
            if (!await place.LeaseAsync(turn, _node.Leases.NewWait(), cancellationToken))
                throw Lose(CommitFaults.Refused(FenceReason.SessionGone));
            if (turn.Lease == lease)
                return;
            if (lease.End == LeaseEnd.GivenBack && IsUnchanged())
            {
                BaseVersion = State.Version;
                return;
            }
        }

        throw Lose(CommitFaults.RefusedUnder(lease));
    }

    // What an exclusive request changes may follow from anything it saw; those that share look at their own attributes only.
    private bool IsUnchanged() => Touched.AreCurrent() && (IsShared || BaseVersion is null || State.Version == BaseVersion);

    private async ValueTask ComeInAsync(CancellationToken cancellationToken)
    {
        var wait = _node.Leases.NewWait();
        var (place, turn) = await _node.EnterAsync(Place!.Key, !IsShared, Purpose, wait, cancellationToken);
        try
        {
            if (!await place.LeaseAsync(turn, wait, cancellationToken))
                throw Lose(CommitFaults.Refused(FenceReason.SessionGone));
            await LockLateAsync(place, turn, wait, cancellationToken);
        }
        catch
        {
            place.Leave(turn);
            throw;
        }

        (Place, Turn, _phase, BaseVersion, _seen) = (place, turn, HoldPhase.Inside, place.State.Version, place.State);
        if (!Touched.TryAttach(State))
            throw Lose(CommitFaults.LateChange());
    }
}
