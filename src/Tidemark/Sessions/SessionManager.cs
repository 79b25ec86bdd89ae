namespace Tidemark;

/// <summary>Opens sessions on this node. One instance per process and store; safe for all threads.</summary>
public sealed class SessionManager : IAsyncDisposable
{
    /// <summary>A new session. Nothing is stored before its first commit that has something to store.</summary>
    /// <param name="purpose">What for, such as a route; shown to those who wait for the session.</param>
    public Session Create(string purpose = "") => throw new NotImplementedException();

    /// <summary>Opens a session, waiting for its lease if <paramref name="access"/> asks for one. Null if there is no such session.</summary>
    /// <exception cref="SessionLockTimeoutException">Another request held the session for longer than the lock wait timeout.</exception>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public ValueTask<Session?> OpenAsync(
        SessionId id, SessionAccess access, string purpose = "", CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Tells the store that the node leaves, so that nobody waits for it.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
