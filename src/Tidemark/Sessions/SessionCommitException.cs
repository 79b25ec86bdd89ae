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

    /// <summary>The store did not answer, and it may or may not have been applied.</summary>
    Unknown,
}
