namespace Tidemark.Stores;

/// <summary>Asks a replica to make a session what it is in the primary, by differences.</summary>
/// <param name="Key">The session.</param>
/// <param name="Stamp">Of what it is a copy.</param>
/// <param name="On">What the differences were made on: what the replica has. Null if it is to have no such session.</param>
/// <param name="Record">The session's record in the primary, of which leases and chains do not count; null if the session is gone.</param>
/// <param name="Attributes">The differences; patches of one attribute in their order. Empty if the session is gone.</param>
public sealed record SessionCopy(
    StateKey Key, CopyStamp Stamp, HistoryPoint? On, PrimaryRecord? Record, IReadOnlyList<AttributeCopy> Attributes)
{
    // What a copy says beside its attributes: the key, both points, times, lifetime, user and stamp.
    private const int HeadSize = 180;

    private const int BytesPerDifference = 24;

    /// <summary>How many bytes it takes to say it: differences with their names and versions, commits, and the rest of the record. About.</summary>
    public long Size
    {
        get
        {
            var size = HeadSize + (long)SessionLayout.CommitSize * (Record?.Commits ?? Commits).Count;
            foreach (var (difference, _) in Attributes)
                size += difference.Size + difference.Name.Length + BytesPerDifference;
            return size;
        }
    }

    /// <summary>The commits that the primary remembers of a session that is gone, to answer them again. Default: none.</summary>
    public RecentCommits Commits { get; init; } = [];

    /// <summary>
    /// Whether the primary is not known to have come by what the replica has. Then the record has all commits that the primary remembers, and the replica
    /// forgets its own: those may be lost, and must not be answered as if they were not. Default: false.
    /// </summary>
    public bool IsAnotherHistory { get; init; }
}

/// <summary>A difference of one attribute.</summary>
/// <param name="Difference">What turns what the replica has into what the primary has.</param>
/// <param name="Version">The attribute's version with it, in the primary.</param>
public readonly record struct AttributeCopy(Difference Difference, StateVersion Version);
