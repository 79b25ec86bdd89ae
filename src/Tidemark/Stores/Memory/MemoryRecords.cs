namespace Tidemark.Stores;

/// <summary>Keeps records in this process: the plainest engine there can be, and the reference of the others.</summary>
internal sealed class MemoryRecords : IRecordStore, IChangeFeed
{
    private const int AtOnce = 1000;

    private readonly TimeProvider _time;
    private readonly MemorySignals _signals = new();

    // Guards the dictionaries and everything in them.
    private readonly Lock _gate = new();
    private readonly Dictionary<RecordKey, MemoryRecord> _records = [];
    private readonly Dictionary<NodeId, NodeLife> _nodes = [];
    private readonly Dictionary<NodeId, HashSet<RecordKey>> _asked = [];
    private readonly Dictionary<ulong, ReadOnlyMemory<byte>> _schemas = [];
    private readonly MemoryFeed _feed = new();

    public MemoryRecords(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
    }

    public IChangeFeed Changes => this;

    public int Partitions => 1;

    public ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken)
    {
        RecordVerdict<T> verdict;
        lock (_gate)
            verdict = Run_NeedsLock(key, decision);
        foreach (var (to, signal) in verdict.Change?.Signals ?? [])
            _signals.Send(to, signal);
        return new ValueTask<T>(verdict.Answer);
    }

    public async IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RecordKey[] all;
        lock (_gate)
            all = [.. _records.Keys];
        foreach (var page in all.Chunk(AtOnce))
            yield return page;
        await ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<DuePage> WalkDueAsync(
        DueKind kind, TimeSpan overdue, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DueRecord[] due;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            due = [.. _records
                .Where(entry => entry.Value.Due.Kind == kind && PrimaryRecord.Later(entry.Value.Due.Time, overdue) <= now)
                .Select(entry => new DueRecord(entry.Key, now - entry.Value.Due.Time))];
        }

        foreach (var page in due.Chunk(AtOnce))
            yield return new DuePage(page);
        await ValueTask.CompletedTask;
    }

    public ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (lifetime == TimeSpan.Zero)
            {
                _nodes.Remove(node);
                return new ValueTask<NodeBeat>(new NodeBeat(default, []));
            }

            var life = _nodes[node] = NodeLife.Beat(_nodes.TryGetValue(node, out var known) ? known : null, _time.GetUtcNow(), lifetime);
            return new ValueTask<NodeBeat>(new NodeBeat(life.Since, _asked.TryGetValue(node, out var asked) ? [.. asked.Take(AtOnce)] : []));
        }
    }

    public ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            return new ValueTask<IReadOnlyList<KnownNode>>([.. _nodes.Select(entry => KnownNode.Of(entry.Key, entry.Value, now))]);
        }
    }

    public ValueTask TidyAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var (node, life) in _nodes)
            {
                if (!life.IsOn(now))
                    _nodes.Remove(node);
            }

            _feed.Tidy(now);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            _schemas.TryAdd(fingerprint, schema);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return new ValueTask<ReadOnlyMemory<byte>?>(_schemas.TryGetValue(fingerprint, out var schema) ? schema : default(ReadOnlyMemory<byte>?));
    }

    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) =>
        new(_signals.Listen(node, receiver));

    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            _feed.Begin(_records.Keys, _time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            _feed.End();
        return ValueTask.CompletedTask;
    }

    public ValueTask<FeedPage> ReadAsync(int partition, ChangeMark after, int limit, CancellationToken cancellationToken)
    {
        FeedPage.Check(partition, Partitions, limit);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return new ValueTask<FeedPage>(_feed.Read(after, limit));
    }

    private RecordVerdict<T> Run_NeedsLock<T>(RecordKey key, RecordDecision<T> decision)
    {
        var now = _time.GetUtcNow();
        var record = _records.GetValueOrDefault(key);
        var life = record is { Holder: var holder } && holder != default ? Life_NeedsLock(holder, now) : default(HolderLife?);
        var newer = decision.Newer;
        while (true)
        {
            var rows = newer is { } known && record is not null ? record.Since(known) : [];
            var verdict = decision.Decide(new LoadedRecord(now, record?.Bytes ?? default, rows, life) { Newer = newer, Read = record?.Read });
            if (verdict.IsDone)
            {
                if (verdict.Change is { } change)
                    Apply_NeedsLock(key, record, change, now);
                return verdict;
            }

            if (verdict.Newer is not null)
                newer = verdict.Newer;
            else
                life = Life_NeedsLock(verdict.Life, now);
        }
    }

    private void Apply_NeedsLock(RecordKey key, MemoryRecord? record, RecordChange change, DateTimeOffset now)
    {
        if (record is not null && record.Asked != change.Asked)
            Settle_NeedsLock(record.Asked, key);
        if (change.Record.IsEmpty)
        {
            if (_records.Remove(key))
                _feed.Gone(key, change.IsNews, now);
            return;
        }

        if (record is null)
            _records.Add(key, record = new MemoryRecord());
        if (change.Asked != default && record.Asked != change.Asked)
            (_asked.TryGetValue(change.Asked, out var asked) ? asked : _asked[change.Asked] = []).Add(key);
        record.Apply(change);
        if (change.IsNews)
            _feed.Changed(key, now);
    }

    private void Settle_NeedsLock(NodeId node, RecordKey key)
    {
        if (_asked.TryGetValue(node, out var asked) && asked.Remove(key) && asked.Count == 0)
            _asked.Remove(node);
    }

    private HolderLife Life_NeedsLock(NodeId node, DateTimeOffset now) =>
        _nodes.TryGetValue(node, out var life) && life.IsOn(now) ? new HolderLife(node, true, life.Since) : new HolderLife(node, false, default);
}
