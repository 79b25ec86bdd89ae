namespace Tidemark.Stores;

/// <summary>
/// An engine that keeps records and knows no rule: it runs decisions, each atomically on one key. <see cref="PrimaryStore"/> makes the verbs of sessions of
/// it. A page of the guide, "A store of your own", leads through one.
/// </summary>
/// <remarks>
/// <para>It neither retries, waits nor loops but over one decision, a bounded number of times. What cannot be reached throws
/// <see cref="StoreUnavailableException"/>: whether the change was written is unknown. What was certainly not written throws
/// <see cref="StoreRefusedException"/>.</para>
/// <para>All members may be called from many threads at once. A cancelled call throws <see cref="OperationCanceledException"/> only if it was not begun. Bytes
/// that go in or out are never written to again, by neither side.</para>
/// </remarks>
public interface IRecordStore
{
    /// <summary>Marks and tells changes that are <see cref="RecordChange.IsNews"/>; null if the engine cannot.</summary>
    IChangeFeed? Changes => null;

    /// <summary>
    /// Loads the record of a key, with what <paramref name="decision"/> wants of its rows, runs the decision, writes the change that it answers, sends its
    /// signals, and returns its answer; all of it as one step of that key. A decision that needs more is run again with that.
    /// </summary>
    ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken);

    /// <summary>
    /// All records there are, some at a time, in any order: one that is there all the while comes at least once, one that comes or goes meanwhile may. What
    /// is left of a session that was ended may be left out; what is no record's name is passed over.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The records that have been due for so long, by the store's clock, some at a time. What a page leaves as it is says <see cref="DuePage.Stayed"/>, so
    /// that the next one passes over it.
    /// </summary>
    /// <param name="kind">What they are due for.</param>
    /// <param name="overdue">For how long; zero for all that are due.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    IAsyncEnumerable<DuePage> WalkDueAsync(DueKind kind, TimeSpan overdue, CancellationToken cancellationToken);

    /// <summary>
    /// Says that a node lives for <paramref name="lifetime"/> from now; <see cref="TimeSpan.Zero"/> that it leaves. Answers since when it lives, by
    /// <see cref="NodeLife.Beat"/>, and with records of which it was <see cref="RecordChange.Asked"/>, some at a time if they are many.
    /// </summary>
    ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The nodes that are known, in any order. What is no node's name is passed over.</summary>
    ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Says that of some records that a beat has just brought a node has nothing to hear any more, for a store that does not know that by the records
    /// themselves.
    /// </summary>
    ValueTask SettleAsync(NodeId node, IReadOnlyCollection<RecordKey> records, CancellationToken cancellationToken) => default;

    /// <summary>Forgets nodes that are dead, and whatever else is kept for a time, if the store does not do so by itself.</summary>
    ValueTask TidyAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a schema for good, unless one is kept under its fingerprint already.</summary>
    ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken);

    /// <summary>The schema that was published under a fingerprint; null if none was.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken);

    /// <summary>Has <paramref name="receiver"/> called with signals for a node, until what this returns is disposed. A signal may be lost.</summary>
    ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken);
}

/// <summary>A record that is due.</summary>
/// <param name="Key">Which.</param>
/// <param name="Overdue">For how long.</param>
public readonly record struct DueRecord(RecordKey Key, TimeSpan Overdue);

/// <summary>Some records that are due.</summary>
/// <param name="records">Which.</param>
public sealed class DuePage(IReadOnlyList<DueRecord> records)
{
    /// <summary>Which.</summary>
    public IReadOnlyList<DueRecord> Records => records;

    /// <summary>How many of them are still due as before. Set by whoever walks, before it asks for the next page.</summary>
    public int Stayed { get; set; }
}

/// <summary>What a store answers to a node's beat.</summary>
/// <param name="Since">Since when the node has been alive; the default value if it leaves.</param>
/// <param name="Asked">The records of which it may have something to hear.</param>
public readonly record struct NodeBeat(DateTimeOffset Since, IReadOnlyList<RecordKey> Asked);
