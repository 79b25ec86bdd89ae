using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>A commit on its way: kept until the store has answered, and sent again as it is when the answer was lost.</summary>
internal sealed class CommitStep(CommitRequest request, LocalSession place, Turn turn)
{
    // A refusal that comes sooner is of the first copy that the store saw.
    private static readonly TimeSpan SecondCopy = TimeSpan.FromMilliseconds(10);

    public CommitRequest Request => request;

    /// <summary>The session that the commit is about, on this node.</summary>
    public LocalSession Place => place;

    public Turn Turn => turn;

    /// <summary>The id of the session that the commit creates.</summary>
    public SessionId? NewId { get; init; }

    /// <summary>Whose the commit makes the session; null if it leaves that as it is.</summary>
    public UserBinding? Binding { get; init; }

    /// <summary>Which life of the node a lease belongs to that comes with the commit.</summary>
    public long Life { get; set; }

    /// <summary>The limit counts from the creation of the first session: a new id does not live longer than the old one would have.</summary>
    public static Lifetime Left(Lifetime lifetime, TimeSpan age)
    {
        if (lifetime.Absolute == TimeSpan.MaxValue)
            return lifetime;
        var left = lifetime.Absolute - age;
        return lifetime with { Absolute = left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1) };
    }

    public bool Creates => request.Token.IsNone;

    public bool Ends => request.Then == AfterCommit.End;

    /// <summary>
    /// The same with whole values instead of patches, as a commit of its own: what the store refused can never be applied later. Null if there
    /// are no patches in it, or what they were made on is no longer there.
    /// </summary>
    public CommitStep? Whole() => request.Differences.Any(difference => difference is PatchedValue) && place.State.Whole(request.Differences) is { } whole
        ? new CommitStep(request with { Id = CommitId.New(), Differences = whole }, place, turn) { Life = Life, Binding = Binding }
        : null;

    /// <summary>The store refused it: the lease that it was sent under is not, or no longer, worth anything.</summary>
    public async ValueTask EndLeaseAsync(FenceReason reason)
    {
        if (turn.Lease is not { } lease)
            return;
        if (reason == FenceReason.WrongBase)
            await place.GiveBackAsync(lease);
        else
            place.Finish(lease, reason == FenceReason.SessionGone ? LeaseEnd.Over : LeaseEnd.Lost);
    }

    /// <summary>When it was sent for the first time, as a timestamp of the node's clock; null if it was not.</summary>
    public long? FirstSent { get; set; }

    /// <summary>Whether it was sent and not answered, so that a refusal may only mean that it was applied before.</summary>
    public bool MayBeApplied { get; set; }

    /// <summary>Whether the store may have refused it for no other reason than that it has applied it before, and does not remember.</summary>
    public bool IsPerhapsForgotten(FenceReason reason, TimeProvider time) => FirstSent is { } sent && reason switch
    {
        // A tombstone is kept from the end on by the store's clock, which is later than this: half of its time is left for clocks and for what is under way.
        FenceReason.SessionGone => Ends && MayBeApplied && time.GetElapsedTime(sent) > Tombstone.Kept / 2,

        // Others may send twice what is on its way, and lose the first answer: then the lease is lost because the commit itself gave it back.
        FenceReason.LeaseLost => request.Then == AfterCommit.Release && turn.Lease is { } lease && place.IsTrusted(lease)
            && time.GetElapsedTime(sent) > SecondCopy,
        _ => false,
    };
}
