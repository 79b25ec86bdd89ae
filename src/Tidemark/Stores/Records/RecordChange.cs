namespace Tidemark.Stores;

/// <summary>What a decision wants written, wholly or not at all, together with the record.</summary>
public sealed record RecordChange
{
    /// <summary>The next record; empty if it goes, and all rows with it.</summary>
    public required ReadOnlyMemory<byte> Record { get; init; }

    /// <summary>What <see cref="Record"/> says, for engines that keep it beside it: see <see cref="LoadedRecord.Read"/>.</summary>
    public object? Read { get; init; }

    /// <summary>Whether all rows there are go first.</summary>
    public bool DropsRows { get; init; }

    /// <summary>What becomes of rows.</summary>
    public IReadOnlyList<RowChange> Rows { get; init; } = [];

    /// <summary>When to look at the record again. As before, unless <see cref="MovesDue"/>; of no meaning if the record goes.</summary>
    public DueTime Due { get; init; }

    /// <summary>Whether <see cref="Due"/> is another than before.</summary>
    public bool MovesDue { get; init; }

    /// <summary>From when on nobody needs the record any more, swept or not. Given with <see cref="MovesDue"/>.</summary>
    public DateTimeOffset Expiry { get; init; }

    /// <summary>Who holds the lease; the default value for nobody.</summary>
    public NodeId Holder { get; init; }

    /// <summary>The node that has something to hear of this record with its beats; the default value for none.</summary>
    public NodeId Asked { get; init; }

    /// <summary>Whether it is news to whoever follows the <see cref="IChangeFeed"/>.</summary>
    public bool IsNews { get; init; }

    /// <summary>What to tell nodes once it is written.</summary>
    public IReadOnlyList<Outgoing> Signals { get; init; } = [];

    /// <summary>
    /// Until when the decision is good. A store that does not hold the record still between loading and writing writes nothing from then on, by the
    /// record's clock, but loads and decides anew.
    /// </summary>
    public DateTimeOffset ValidUntil { get; init; } = DateTimeOffset.MaxValue;
}

/// <summary>What becomes of the rows of one attribute.</summary>
/// <param name="Kind">What.</param>
/// <param name="Name">The attribute.</param>
/// <param name="Version">The session's version with it.</param>
/// <param name="Bytes">The base or the patch.</param>
/// <param name="Number">Of a patch: its number. Else how many patches there are, which go.</param>
/// <param name="On">Of a patch: the attribute's version without it.</param>
public readonly record struct RowChange(
    RowChangeKind Kind, string Name, StateVersion Version, ReadOnlyMemory<byte> Bytes, int Number, StateVersion On);

/// <summary>What becomes of rows.</summary>
public enum RowChangeKind
{
    /// <summary>A base takes the place of the chain there was, if there was one.</summary>
    Base,

    /// <summary>A patch is added.</summary>
    Patch,

    /// <summary>The chain goes.</summary>
    Gone,
}

/// <summary>When to look at a record, and what for.</summary>
/// <param name="Kind">What for.</param>
/// <param name="Time">When, by the store's clock.</param>
public readonly record struct DueTime(DueKind Kind, DateTimeOffset Time);

/// <summary>What a record is to be looked at for.</summary>
public enum DueKind : byte
{
    /// <summary>Whether it may be removed.</summary>
    Sweep,

    /// <summary>Whether its end is to be told.</summary>
    Tell,
}

/// <summary>A signal on its way.</summary>
/// <param name="To">Whom it is for.</param>
/// <param name="Signal">What it says.</param>
public readonly record struct Outgoing(NodeId To, StoreSignal Signal);
