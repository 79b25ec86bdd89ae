namespace Tidemark.Stores;

/// <summary>What there is under a session's key, whether it is over or not: what replicas are compared by.</summary>
/// <param name="Record">The record, with the ends of all chains; null if there is none.</param>
/// <param name="Tombstone">What is left of a session that was ended; null if there is a record, or nothing.</param>
/// <param name="Changed">The attributes that are newer than the version that was asked for, each with what is newer of its chain.</param>
public sealed record SessionImage(PrimaryRecord? Record, Tombstone? Tombstone, IReadOnlyList<StoredAttribute> Changed)
{
    /// <summary>Nothing.</summary>
    public static SessionImage Nothing { get; } = new(null, null, []);

    /// <summary>Of what it is a copy; null if it is none.</summary>
    public CopyStamp? Copy => Record is null ? Tombstone?.Copy : Record.Copy;
}
