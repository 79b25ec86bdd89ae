namespace Tidemark;

/// <summary>A user has as many sessions as he may, and this one was not bound to him. Nothing else was changed.</summary>
public sealed class TooManySessionsException : SessionException
{
    internal TooManySessionsException(int sessions, int limit)
        : base(
            $"The session was not bound to its user, who has {sessions} other sessions and may have {limit} in all (TidemarkOptions.SessionsPerUser). "
            + "End one of them first, with SessionManager.EndAsync or EndAllAsync, raise the limit, or set TidemarkOptions.OnUserLimit to EndOldest.",
            null) => (Sessions, Limit) = (sessions, limit);

    /// <summary>How many other sessions the user has that came first.</summary>
    public int Sessions { get; }

    /// <summary>How many he may have in all.</summary>
    public int Limit { get; }
}
