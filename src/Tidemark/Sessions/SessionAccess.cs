namespace Tidemark;

/// <summary>What a request may do with its session, and whom it waits for.</summary>
public enum SessionAccess
{
    /// <summary>One request at a time per session, across all nodes.</summary>
    Exclusive,

    /// <summary>A snapshot of the last commit. Never waits for a writer, never disturbs one, never writes.</summary>
    ReadOnly,

    /// <summary>The session is not touched.</summary>
    None,
}
