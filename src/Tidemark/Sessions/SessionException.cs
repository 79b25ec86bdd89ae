namespace Tidemark;

/// <summary>Something a session was asked for did not happen. The message says what, why and what to do; it holds no id and no payload.</summary>
public abstract class SessionException : Exception
{
    private protected SessionException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}

/// <summary>The session's store could not be reached. Nothing was read, so there is no state to serve.</summary>
public sealed class SessionUnavailableException : SessionException
{
    internal SessionUnavailableException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
