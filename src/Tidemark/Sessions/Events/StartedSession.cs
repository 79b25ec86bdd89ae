namespace Tidemark;

/// <summary>A session that was stored for the first time.</summary>
public sealed class StartedSession : SessionSnapshot
{
    internal StartedSession(Session session, ClientState state, string purpose) : base(session, state.Key) => Purpose = purpose;

    /// <summary>What the request was doing that began it, such as its route.</summary>
    public string Purpose { get; }
}
