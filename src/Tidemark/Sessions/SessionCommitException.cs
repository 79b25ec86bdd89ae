namespace Tidemark;

/// <summary>A commit failed, or its outcome is unknown.</summary>
public sealed class SessionCommitException : SessionException
{
    internal SessionCommitException(string message, CommitFailure failure, Exception? innerException = null) : base(message, innerException) =>
        Failure = failure;

    /// <summary>What is known about the commit.</summary>
    public CommitFailure Failure { get; }
}

/// <summary>What is known about a commit that failed.</summary>
public enum CommitFailure
{
    /// <summary>The store refused it, because the lease was lost, or because it cannot write. Nothing was applied; what the store had stands.</summary>
    Refused,

    /// <summary>
    /// The store did not answer, and it may or may not have been applied. To commit again in the same request sends the same commit, which is applied once at
    /// most. A request that does nothing with its session for <see cref="TidemarkOptions.StoreTimeout"/> then is taken for one that forgot: that is given back,
    /// and the request cannot commit any more.
    /// </summary>
    Unknown,
}
