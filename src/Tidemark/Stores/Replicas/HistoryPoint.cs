namespace Tidemark.Stores;

/// <summary>
/// A version of a session, and of which history: a store that has forgotten what it acknowledged comes to the same version again, with another content and by
/// another commit.
/// </summary>
/// <param name="Created">When the session was created.</param>
/// <param name="Version">The version.</param>
/// <param name="Commit">The last commit by then.</param>
public readonly record struct HistoryPoint(DateTimeOffset Created, StateVersion Version, CommitId Commit)
{
    /// <summary>Where a record is.</summary>
    public static HistoryPoint Of(PrimaryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new HistoryPoint(record.Created, record.Version, record.Commits is [.., var last] ? last.Id : default);
    }

    /// <summary>Whether a record is known to have come by this point. One that made many commits since may have forgotten.</summary>
    public bool IsBefore(PrimaryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Created == record.Created && record.Commits.Find(Commit) is { } commit && commit.Version == Version;
    }
}
