namespace Tidemark.Sqlite;

/// <summary>A session as the file has it.</summary>
/// <param name="Id">The row.</param>
/// <param name="Record">The session's record.</param>
/// <param name="Due">When a sweep looks at it next.</param>
/// <param name="Tell">When a claim looks at it next; null if its end is not to be told.</param>
/// <param name="Holder">The life of the holder; null if nobody holds it, or a node that is forgotten.</param>
internal sealed record StoredSession(long Id, PrimaryRecord Record, DateTimeOffset Due, DateTimeOffset? Tell, NodeLife? Holder)
{
    public bool IsOver(DateTimeOffset now) => Record.IsOver(now, Holder);
}
