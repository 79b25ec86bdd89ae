namespace Tidemark.Stores;

/// <summary>What a store has loaded of one key, in one atomic step, for a decision.</summary>
/// <param name="Now">The store's clock.</param>
/// <param name="Record">The record; empty if there is none.</param>
/// <param name="Rows">
/// The rows of values that the decision asked for: those newer than its <see cref="RecordDecision{T}.Newer"/>, in any order; each once.
/// Empty if it asked for none.
/// </param>
/// <param name="Life">What is known of the life of a node; null if nothing was asked or looked up.</param>
public readonly record struct LoadedRecord(
    DateTimeOffset Now, ReadOnlyMemory<byte> Record, IReadOnlyList<StoredRow> Rows, HolderLife? Life)
{
    /// <summary>The record, read already, if whoever loads it has kept the <see cref="RecordChange.Read"/> with which it was written.</summary>
    public object? Read { get; init; }

    /// <summary>Newer than which version <see cref="Rows"/> are; null if none were loaded.</summary>
    public StateVersion? Newer { get; init; }

    /// <summary>The record's guard, empty if there is none; null if it was not loaded. What is decided with it is written only while it is the same.</summary>
    public ReadOnlyMemory<byte>? Guard { get; init; }
}

/// <summary>Whether a node is alive, by the clock of whoever keeps its beats.</summary>
/// <param name="Node">Which node.</param>
/// <param name="IsOn">Whether it is.</param>
/// <param name="Since">Since when, if it is.</param>
public readonly record struct HolderLife(NodeId Node, bool IsOn, DateTimeOffset Since);

/// <summary>A part of a session's value beside its record: the base of an attribute's chain, or one of its patches.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="Number">0 for the base, else the number of the patch, from 1.</param>
/// <param name="Version">The session's version when it was written.</param>
/// <param name="On">Of a patch: the attribute's version without it.</param>
/// <param name="Bytes">The value or the patch; empty if it is too long.</param>
public readonly record struct StoredRow(string Name, int Number, StateVersion Version, StateVersion On, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>For <see cref="Version"/>: the one that the record says.</summary>
    public static StateVersion AsRecorded => new(-1);

    /// <summary>How long it is, if it is longer than the store may read: then it was not read. Else 0.</summary>
    public long TooLong { get; init; }
}
