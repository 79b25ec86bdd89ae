namespace Tidemark;

/// <summary>What a request may do with its session, and whom it waits for.</summary>
public enum SessionAccess
{
    /// <summary>
    /// Beside other requests of the session, on one node at a time. The first access to an attribute that could change it takes its lock
    /// until the request ends, so that requests wait for each other only where they want the same attribute.
    /// </summary>
    Shared,

    /// <summary>One request at a time per session, across all nodes.</summary>
    Exclusive,

    /// <summary>A snapshot of the last commit. Never waits for a writer, never disturbs one, never writes.</summary>
    ReadOnly,

    /// <summary>The session is not touched.</summary>
    None,

    /// <summary>
    /// As <see cref="ReadOnly"/>, and not counted as use: the session ends when it would have ended without the request. For pages that poll, such as one
    /// that shows how long is left (<see cref="Session.TimeLeft"/>).
    /// </summary>
    Peek,
}

internal static class SessionAccessRules
{
    /// <summary>Whether the request may change its session. If not, it has a snapshot, or nothing.</summary>
    public static bool Writes(this SessionAccess access) => access is SessionAccess.Shared or SessionAccess.Exclusive;
}
