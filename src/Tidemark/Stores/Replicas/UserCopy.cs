namespace Tidemark.Stores;

/// <summary>Asks a replica to make the list of a user what it is in the primary.</summary>
/// <param name="Key">The list.</param>
/// <param name="Stamp">Of what it is a copy.</param>
/// <param name="List">The list as <see cref="IReplicaStore.ReadUserAsync"/> gave it; empty if it is gone.</param>
public sealed record UserCopy(RecordKey Key, CopyStamp Stamp, ReadOnlyMemory<byte> List);
