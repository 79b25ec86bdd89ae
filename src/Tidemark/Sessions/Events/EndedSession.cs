using Tidemark.Stores;

namespace Tidemark;

/// <summary>A session that is over.</summary>
public sealed class EndedSession : SessionSnapshot
{
    internal EndedSession(Session session, EndedState ended) : base(session, ended.Key)
    {
        (Reason, At) = (ended.Reason, ended.At);
        LastUse = ended.Reason switch
        {
            EndReason.Idle => ended.At - ended.State.Lifetime.Idle,
            EndReason.Abandoned => ended.At,
            _ => LastUseOf(ended.State),
        };
    }

    /// <summary>Why it ended.</summary>
    public EndReason Reason { get; }

    /// <summary>When it ended, by the store's clock. It may be told later.</summary>
    public DateTimeOffset At { get; }

    /// <summary>
    /// When it was last used, by the store's clock, as far as it knows: of a session that a node kept, up to a quarter of its idle time too early. Null
    /// if it does not.
    /// </summary>
    public DateTimeOffset? LastUse { get; }
}
