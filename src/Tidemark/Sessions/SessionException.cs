namespace Tidemark;

/// <summary>Something a session was asked for did not happen. The message says what, why and what to do; it holds no id and no payload.</summary>
public abstract class SessionException : Exception
{
    private protected SessionException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}

/// <summary>The session's store could not be reached. Nothing was read, so there is no state to serve.</summary>
public class SessionUnavailableException : SessionException
{
    internal SessionUnavailableException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Whether the store is known not to have done what it was asked. If not, it may have.</summary>
    public bool IsRefused { get; internal init; }
}

/// <summary>
/// What the store has of one session is damaged, or was written by a newer version: nobody can read it. All others are well. A damaged session can be ended,
/// by <see cref="SessionManager.EndAsync(SessionId, CancellationToken)"/>.
/// </summary>
public sealed class SessionDamagedException : SessionUnavailableException
{
    internal SessionDamagedException(string message, Exception? innerException) : base(message, innerException) => IsRefused = true;
}
