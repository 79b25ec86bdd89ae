namespace Tidemark.Stores;

/// <summary>The answer to a <see cref="CommitRequest"/>.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>The differences are in the store, as durably as the store declares.</summary>
    /// <param name="Token">The lease, if it was kept; else <see cref="LeaseToken.None"/>.</param>
    /// <param name="Version">The session's new version. A commit without differences makes no new version.</param>
    /// <param name="OthersWait">Whether others than the holder wait for the lease: as good as a recall.</param>
    public sealed record Committed(LeaseToken Token, StateVersion Version, bool OthersWait) : CommitOutcome;

    /// <summary>Nothing was applied: the lease is not, or no longer, the caller's.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Fenced(FenceReason Reason) : CommitOutcome;

    /// <summary>
    /// Nothing was applied, and everything is as it was, the lease and its token included: a patch does not fit the attribute it is for, by
    /// <see cref="ChainEnd.Takes"/>. The lease's holder may send whole values instead, in another commit.
    /// </summary>
    /// <param name="Attribute">The first attribute whose patch does not fit.</param>
    public sealed record Misfit(string Attribute) : CommitOutcome;
}

/// <summary>Why a commit was refused.</summary>
public enum FenceReason
{
    /// <summary>A later lease was granted, or this one was given back.</summary>
    LeaseLost,

    /// <summary>The lease is the caller's, but the session is not at the version the differences were made from.</summary>
    WrongBase,

    /// <summary>The session ended or expired. One that was ended moments ago is not created again, either.</summary>
    SessionGone,

    /// <summary>The session to be created exists.</summary>
    SessionExists,
}
