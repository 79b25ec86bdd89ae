using System.Runtime.CompilerServices;
using Tidemark.Stores;

namespace Tidemark.Tests.Stores.Records;

/// <summary>
/// An engine with optimistic concurrency over a table in memory, slow enough that others come in between: loads and swaps are each one step, and between them
/// everybody may run.
/// </summary>
/// <param name="time">The store's clock.</param>
/// <param name="ignoresTags">Whether it has a bug: it writes whatever was decided, though the record has changed meanwhile.</param>
/// <param name="remembers">Whether it remembers what it has written.</param>
/// <param name="other">One of another process, with which it shares the table; null for a table of its own.</param>
internal sealed class SwappingRecords(TimeProvider time, bool ignoresTags = false, bool remembers = true, SwappingRecords? other = null)
    : OptimisticRecordStore("swapping", remembers ? time : null)
{
    private readonly TimeProvider _clock = time;
    private readonly MemoryRecords _records = other?._records ?? new(time);

    protected override DateTimeOffset? Told => _clock.GetUtcNow();

    /// <summary>How often something was loaded.</summary>
    public int Loads { get; private set; }

    /// <summary>How often something was swapped, or came too late.</summary>
    public int Swaps { get; private set; }

    /// <summary>Whether lives of nodes cannot be looked up.</summary>
    public bool HidesLives { get; set; }

    /// <summary>Is run between a loading and the swap after it, once.</summary>
    public Func<Task>? Between { get; set; }

    public override IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(CancellationToken cancellationToken) => _records.WalkAsync(cancellationToken);

    public override async IAsyncEnumerable<DuePage> WalkDueAsync(
        DueKind kind, TimeSpan overdue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in _records.WalkDueAsync(kind, overdue, cancellationToken))
            yield return page;
    }

    public override ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        _records.BeatAsync(node, lifetime, cancellationToken);

    public override ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken) => _records.ListNodesAsync(cancellationToken);

    public override ValueTask TidyAsync(CancellationToken cancellationToken) => _records.TidyAsync(cancellationToken);

    public override ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        _records.PublishSchemaAsync(fingerprint, schema, cancellationToken);

    public override ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        _records.ReadSchemaAsync(fingerprint, cancellationToken);

    public override ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) =>
        _records.ListenAsync(node, receiver, cancellationToken);

    protected override async ValueTask<RecordReply> LoadAsync(RecordKey key, string verb, StateVersion? newer)
    {
        await Task.Yield();
        Loads++;
        return await _records.RunAsync(key, new Loading(newer), CancellationToken.None);
    }

    protected override async ValueTask<RecordReply> SwapAsync(RecordKey key, string verb, RecordReply loaded, RecordChange change)
    {
        await Task.Yield();
        if (Between is { } between)
        {
            Between = null;
            await between();
        }

        Swaps++;
        return await _records.RunAsync(key, new Swapping(loaded, change, ignoresTags), CancellationToken.None);
    }

    protected override async ValueTask<HolderLife> LookAsync(string verb, NodeId node, RecordKey? asked)
    {
        await Task.Yield();
        return HidesLives
            ? throw new StoreUnavailableException("Its life is where nothing can be reached.", new TimeoutException())
            : await _records.RunAsync(RecordKey.Of(StateKey.FromBytes(new byte[StateKey.Size])), new Looking(node), CancellationToken.None);
    }

    private class Loading(StateVersion? newer) : RecordDecision<RecordReply>
    {
        public override string Verb => "load";

        public override StateVersion? Newer => newer;

        public override RecordVerdict<RecordReply> Decide(in LoadedRecord loaded) => RecordVerdict<RecordReply>.Of(
            new RecordReply(ReplyKind.Loaded, loaded.Now, loaded.Record, loaded.Rows, loaded.Newer));
    }

    private sealed class Swapping(RecordReply expected, RecordChange change, bool ignoresTags) : Loading(null)
    {
        public override bool IsGuarded => expected.Guard is not null;

        public override RecordVerdict<RecordReply> Decide(in LoadedRecord loaded)
        {
            var isSame = ignoresTags || (IsSame(loaded.Record, expected.Record) && IsSame(loaded.Guard ?? default, expected.Guard ?? default));
            return isSame && loaded.Now < change.ValidUntil
                ? RecordVerdict<RecordReply>.Of(new RecordReply(ReplyKind.Swapped, loaded.Now, default, [], null), change)
                : base.Decide(loaded);
        }
    }

    private static bool IsSame(ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> expected) =>
        RecordTag.Of(record.Span).SequenceEqual(RecordTag.Of(expected.Span));

    private sealed class Looking(NodeId node) : RecordDecision<HolderLife>
    {
        public override string Verb => "look";

        public override RecordVerdict<HolderLife> Decide(in LoadedRecord loaded) => loaded.Life is { } life
            ? RecordVerdict<HolderLife>.Of(life)
            : RecordVerdict<HolderLife>.NeedsLife(node);
    }
}
