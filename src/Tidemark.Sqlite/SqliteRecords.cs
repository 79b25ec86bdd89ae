using System.Runtime.CompilerServices;

namespace Tidemark.Sqlite;

/// <summary>
/// Keeps records in a file: a decision is run inside the writer's transaction, with others that came meanwhile. Reads run on the caller's thread, on
/// connections of their own.
/// </summary>
internal sealed class SqliteRecords : IRecordStore, IAsyncDisposable
{
    private const int AtOnce = 128;

    private readonly TimeProvider _time;
    private readonly SqliteReaders _readers;
    private readonly SqliteListeners _listeners = new();
    private readonly LeaseInterest _interest;
    private readonly Neighbours _neighbours = new();

    public SqliteRecords(SqliteFile file, TimeProvider time, TimeProvider watchTime, int longest)
    {
        _time = time;
        _interest = new LeaseInterest(watchTime);
        _readers = new SqliteReaders(file, longest);
        File = file;
        Writer = new SqliteWriter(file, _neighbours, time, longest);
        Watch = new SignalWatch(file, _listeners, _interest, _neighbours, RemoveAsync);
        _neighbours.Appeared = Watch.Wake;
        Changes = new SqliteFeed(Writer, _readers);
    }

    public SqliteFile File { get; }

    public SqliteWriter Writer { get; }

    public SignalWatch Watch { get; }

    public IChangeFeed Changes { get; }

    public async ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken)
    {
        if (decision.Access != RecordAccess.Change)
        {
            var read = await _readers.RunAsync(
                decision.Verb,
                reader => StoredDecision.Run(reader, key, decision, _time.GetUtcNow(), looksOnly: decision.Access == RecordAccess.LookFirst),
                cancellationToken);
            if (read.Verdict.IsDone && read.Verdict.Change is null)
                return Answered(key, read, decision.LeavesWord);
        }

        var ran = await Writer.RunAsync(
            decision.Verb,
            (tables, now) =>
            {
                var ran = StoredDecision.Run(tables.Reader, key, decision, now, looksOnly: false);
                if (ran.Verdict.Change is { } change)
                    Apply(tables, key, ran.Record, change, now);
                return ran;
            },
            cancellationToken);
        return Answered(key, ran, decision.LeavesWord);
    }

    public async IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = long.MinValue; ;)
        {
            var (keys, last) = await _readers.RunAsync("list what there is", reader => reader.ReadRecords(after, AtOnce), cancellationToken);
            if (last is not { } next)
                yield break;
            if (keys.Count > 0)
                yield return keys;
            after = next;
        }
    }

    public async IAsyncEnumerable<DuePage> WalkDueAsync(
        DueKind kind, TimeSpan overdue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stayed = 0;
        while (true)
        {
            var due = await _readers.RunAsync(
                "look for what is due", reader => reader.FindDue(kind, _time.GetUtcNow(), overdue, AtOnce, stayed), cancellationToken);
            if (due.Count == 0)
                yield break;
            var page = new DuePage(due);
            yield return page;
            stayed += page.Stayed;
            if (due.Count < AtOnce)
                yield break;
        }
    }

    public async ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) => await Writer.RunAsync(
        "renew a node",
        (tables, now) =>
        {
            var beat = Beat(tables, node, lifetime, now);
            _neighbours.Note(tables.Nodes.HasOthers(_listeners, now));
            return beat;
        },
        cancellationToken);

    public async ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken) =>
        await _readers.RunAsync("list nodes", reader => reader.ReadNodes(_time.GetUtcNow()), cancellationToken);

    public async ValueTask TidyAsync(CancellationToken cancellationToken) => await Writer.RunAsync(
        "sweep",
        (tables, now) =>
        {
            tables.Nodes.DeleteDead(now);
            tables.Signals.DeleteOld(now);
            tables.Feed.DeleteOld(now);
            return true;
        },
        cancellationToken);

    public async ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) => await Writer.RunAsync(
        "publish a schema",
        (tables, _) =>
        {
            tables.AddSchema(fingerprint, schema.Span);
            return true;
        },
        cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        _readers.RunAsync<ReadOnlyMemory<byte>?>(
            "read a schema", reader => reader.FindSchema(fingerprint) is { } schema ? schema : default(ReadOnlyMemory<byte>?), cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        var listening = _listeners.Listen(node, receiver);
        Watch.Wake();
        return new ValueTask<IAsyncDisposable>(listening);
    }

    public async ValueTask DisposeAsync()
    {
        await Watch.DisposeAsync();
        await Writer.DisposeAsync();
        await _readers.DisposeAsync();
    }

    private T Answered<T>(RecordKey key, in Ran<T> ran, bool isAcquire)
    {
        if (ran.Damage is { } damaged)
            throw damaged;
        if (key.Kind == RecordKind.Session)
        {
            _interest.Note(key, ran.Record, ran.Verdict.Change, isAcquire);
            Watch.Wake();
        }

        _listeners.Send(ran.Verdict.Change?.Signals ?? []);
        return ran.Verdict.Answer;
    }

    private void Apply(SqliteTables tables, RecordKey key, StoredRecord? record, RecordChange change, DateTimeOffset now)
    {
        tables.Apply(key, record, change, now);
        foreach (var signal in change.Signals)
        {
            // Who does not listen at this store finds it in the file.
            if (!_listeners.Has(signal.To))
                tables.Signals.Set(signal, now);
        }
    }

    private static NodeBeat Beat(SqliteTables tables, NodeId node, TimeSpan lifetime, DateTimeOffset now)
    {
        if (lifetime == TimeSpan.Zero)
        {
            tables.DeleteNode(node);
            return new NodeBeat(default, []);
        }

        var life = NodeLife.Beat(tables.Reader.FindNode(node), now, lifetime);
        tables.Nodes.Set(node, life);
        return new NodeBeat(life.Since, tables.FindAsked(node));
    }

    private async Task RemoveAsync(IReadOnlyList<StoredSignal> delivered)
    {
        try
        {
            await Writer.RunAsync("remove signals", (tables, _) =>
            {
                foreach (var signal in delivered)
                    tables.Signals.Delete(signal);
                return delivered.Count;
            }, CancellationToken.None);
        }
        catch (Exception exception) when (exception is StoreException or ObjectDisposedException)
        {
            // They come again, or are swept.
        }
    }
}
