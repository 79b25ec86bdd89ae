namespace Tidemark.Stores;

/// <summary>Of what sort a <see cref="RecordReply"/> is.</summary>
public enum ReplyKind : byte
{
    /// <summary>What there is; nothing was written.</summary>
    Loaded,

    /// <summary>A <see cref="UsualRequest"/> was done, and there is what its answer needs.</summary>
    Usual,

    /// <summary>The change was written.</summary>
    Swapped,
}

/// <summary>What a trip to a store with optimistic concurrency brought back.</summary>
/// <param name="Kind">Of what sort it is.</param>
/// <param name="Now">The store's clock.</param>
/// <param name="Record">The record; empty if there is none, or if nobody needs it any more.</param>
/// <param name="Rows">The rows that were asked for.</param>
/// <param name="Newer">Newer than which version they are; null if none were asked for.</param>
public sealed record RecordReply(
    ReplyKind Kind, DateTimeOffset Now, ReadOnlyMemory<byte> Record, IReadOnlyList<StoredRow> Rows, StateVersion? Newer)
{
    /// <summary>The life of the record's holder, by a store that knows it along with the record.</summary>
    public HolderLife? Life { get; init; }

    /// <summary>The guard that a change was decided with: see <see cref="LoadedRecord.Guard"/>.</summary>
    public ReadOnlyMemory<byte>? Guard { get; init; }

    /// <summary>Whether it was remembered, and not asked for now: then <see cref="Now"/> is a guess.</summary>
    public bool IsRemembered { get; internal init; }

    /// <summary>See <see cref="LoadedRecord.Read"/>.</summary>
    internal object? Read { get; init; }

    internal LoadedRecord For(HolderLife? life) => new(Now, Record, Rows, life ?? Life) { Newer = Newer, Read = Read };
}
