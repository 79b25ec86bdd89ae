using Tidemark.Stores;

namespace Tidemark;

/// <summary>A session as it was at one of its commits, to look at. Not safe for several threads at once.</summary>
public abstract class SessionSnapshot
{
    private readonly Session _session;

    private protected SessionSnapshot(Session session, StateKey key) => (_session, Key) = (session, key);

    /// <summary>The first digits of the session's key, as in log lines: enough to tell sessions apart, and no id.</summary>
    public string Session => Key.ToString();

    /// <summary>When the session got its id, by the store's clock.</summary>
    public DateTimeOffset Created => _session.Created;

    /// <summary>The names of its attributes, in ordinal order.</summary>
    public IReadOnlyList<string> Names => _session.Names;

    internal StateKey Key { get; }

    /// <summary>Gets an attribute: a private copy, or the shared instance if its type is immutable; default if it is not there.</summary>
    /// <exception cref="SessionAttributeException">The stored bytes cannot be read as <typeparamref name="T"/>.</exception>
    public T? Read<T>(SessionKey<T> key) => _session.Read(key);

    /// <summary>
    /// When the session was last used, as the store knows: of one that a node keeps, up to a quarter of its idle time ago. Null if the store's answer
    /// does not tell, because a limit other than its idle time decides.
    /// </summary>
    private protected static DateTimeOffset? LastUseOf(PrimaryState state)
    {
        var (idle, absolute) = state.Lifetime;
        var left = state.IdleRemaining;
        var isIdleNext = left > TimeSpan.Zero && idle <= state.Age + left && (absolute == TimeSpan.MaxValue || left < absolute - state.Age);
        return isIdleNext ? state.Created + (state.Age + left - idle) : null;
    }
}
