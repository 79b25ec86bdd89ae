namespace Tidemark.Stores;

/// <summary>
/// What a session that was ended leaves behind for a while: enough to answer its commits once more, so that a node whose answer was lost learns what
/// became of its commit, and to refuse a late creation, which would bring the session back.
/// </summary>
/// <param name="Until">Until when, by the store's clock.</param>
/// <param name="Commits">The last commits of the session, oldest first; the last one is that which ended it, unless it was ended from outside.</param>
public sealed record Tombstone(DateTimeOffset Until, RecentCommits Commits)
{
    /// <summary>
    /// For how long after the end: two minutes. A request repeats a commit for as long as it lives, and nothing stays on a network for longer.
    /// </summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    /// <summary>Of what it is a copy; null if it is none.</summary>
    public CopyStamp? Copy { get; init; }

    /// <summary>Whether it still counts. One that does not is as good as none, removed or not.</summary>
    public bool IsOn(DateTimeOffset now) => now < Until;
}
