using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tidemark.PostgreSql;

/// <summary>Keeps records in tables of a database: what is loaded is decided on here, and written by one statement if the record is still the same.</summary>
internal sealed class PostgreSqlRecords(
    PostgreSqlStoreOptions options, PostgreSqlLink link, ILogger log, Func<DateTimeOffset?> clock, TimeProvider time)
    : OptimisticRecordStore("PostgreSQL", time), IAsyncDisposable
{
    private const int DueAtOnce = 128;
    private const int ListedAtOnce = 1000;

    private readonly PostgreSqlStatements _sql = new(options.Schema);
    private readonly PostgreSqlListener _listener = new(link, log);
    private PostgreSqlFeed? _feed;

    public override IChangeFeed Changes => _feed ??= new PostgreSqlFeed(link, _sql.Feed, () => Clock);

    protected override DateTimeOffset? Told => clock();

    private NpgsqlParameter Clock => Value(clock() is { } told ? RecordTime.Of(told) : default(long?));

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await link.DisposeAsync();
    }

    public override async IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var last = (Kind: (short)0, Key: Array.Empty<byte>()); ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await link.RunAsync(
                "list what there is", _sql.ListRecords, [Value(last.Key), Value(last.Kind), Value((long)ListedAtOnce)],
                static reader => ReadAllAsync(reader, static row => (row.GetInt16(0), row.GetFieldValue<byte[]>(1))));
            if (page.Count > 0)
                yield return [.. page.Select(row => KeyOf(row.Item1, row.Item2)).OfType<RecordKey>()];
            if (page.Count < ListedAtOnce)
                yield break;
            last = page[^1];
        }
    }

    public override async IAsyncEnumerable<DuePage> WalkDueAsync(
        DueKind kind, TimeSpan overdue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var passed = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var due = await link.RunAsync(
                "look for what is due", _sql.FindDue,
                [Clock, Value((short)kind), Value(RecordTime.Of(overdue)), Value((long)DueAtOnce), Value(passed)],
                reader => ReadKeysAsync(reader, static (row, key) => new DueRecord(key, RecordTime.Span(Math.Max(row.GetInt64(2), 0)))));
            if (due.Count == 0)
                yield break;
            var page = new DuePage(due);
            yield return page;
            passed += page.Stayed;
            if (due.Count < DueAtOnce)
                yield break;
        }
    }

    public override async ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _listener.Check();
        const string Verb = "renew a node";
        if (lifetime == TimeSpan.Zero)
        {
            await link.RunAsync(Verb, _sql.DeleteNode, [Value(BytesOf(node))], NothingAsync);
            return new NodeBeat(default, []);
        }

        var (known, now) = await FindNodeAsync(Verb, node);
        var life = NodeLife.Beat(known, now, lifetime);
        await link.RunAsync(
            Verb, _sql.SetNode, [Value(BytesOf(node)), Value(RecordTime.Of(life.Since)), Value(RecordTime.Of(life.Until))], NothingAsync);
        return new NodeBeat(
            life.Since, await link.RunAsync(Verb, _sql.FindAsked, [Value(BytesOf(node))], reader => ReadKeysAsync(reader, static (_, key) => key)));
    }

    public override async ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await link.RunAsync("list nodes", _sql.ListNodes, [Clock], static async reader =>
            (await ReadAllAsync(reader, static row => LifeOf(row, 1) is { } life && NodeOf(row.GetFieldValue<byte[]>(0)) is var node && node != default
                ? KnownNode.Of(node, life, RecordTime.Time(row.GetInt64(3)))
                : default(KnownNode?))).OfType<KnownNode>().ToList());
    }

    public override async ValueTask TidyAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await link.RunAsync("sweep", _sql.DeleteDeadNodes, [Clock], NothingAsync);
        await link.RunAsync("sweep", _sql.Feed.DeleteOld, [Clock, Value(RecordTime.Of(IChangeFeed.GoneKept))], NothingAsync);
    }

    public override async ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await link.RunAsync("publish a schema", _sql.PublishSchema, [Value(unchecked((long)fingerprint)), Value(schema)], NothingAsync);
    }

    public override async ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await link.RunAsync<ReadOnlyMemory<byte>?>(
            "read a schema", _sql.ReadSchema, [Value(unchecked((long)fingerprint)), Value(IPrimaryStore.MaxSchemaBytes)],
            static async reader => await reader.ReadAsync() ? reader.GetFieldValue<byte[]>(0) : default(ReadOnlyMemory<byte>?));
    }

    public override ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _listener.ListenAsync(node, receiver);
    }

    protected override ValueTask<RecordReply> LoadAsync(RecordKey key, string verb, StateVersion? newer) => link.RunAsync(
        verb, _sql.Load,
        [Clock, Value(key.Bytes.ToArray()), Value((short)key.Kind), Value(newer?.Number ?? long.MaxValue), Value(options.LongestValue)],
        reader => ReadAsync(reader, newer));

    protected override async ValueTask<RecordReply> SwapAsync(RecordKey key, string verb, RecordReply loaded, RecordChange change)
    {
        // Nothing is there, and nothing is to be there.
        if (change.Record.IsEmpty && loaded.Record.IsEmpty)
            return new RecordReply(ReplyKind.Swapped, loaded.Now, default, [], null);
        var guard = loaded.Guard is { IsEmpty: false } given ? given : default;
        if (await link.RunAsync(
            verb, StatementFor(loaded, change, isGuarded: !guard.IsEmpty), [.. Condition(key, loaded, change), .. Content(change), .. Guard(guard)],
            ReadTimeAsync) is not { } now)
        {
            return await LoadAsync(key, verb, null);
        }

        if (change.Signals.Count > 0)
            await TellAsync(verb, change.Signals);
        return new RecordReply(ReplyKind.Swapped, RecordTime.Time(now), default, [], null);
    }

    protected override async ValueTask<HolderLife> LookAsync(string verb, NodeId node, RecordKey? asked)
    {
        var (life, now) = await FindNodeAsync(verb, node);
        return LifeOf(node, life, now);
    }

    // What is lost comes with the beats.
    private async ValueTask TellAsync(string verb, IReadOnlyList<Outgoing> signals)
    {
        try
        {
            await link.RunAsync(
                verb, _sql.Notify,
                [
                    Value(signals.Select(signal => NotifiedSignal.ChannelOf(signal.To)).ToArray()),
                    Value(signals.Select(signal => NotifiedSignal.Write(signal.Signal)).ToArray()),
                ],
                NothingAsync);
        }
        catch (StoreException failed)
        {
            log.LogDebug(failed, "A node was not notified. It hears of it with its next beat.");
        }
    }

    private ValueTask<(NodeLife? Life, DateTimeOffset Now)> FindNodeAsync(string verb, NodeId node) => link.RunAsync(
        verb, _sql.FindNode, [Clock, Value(BytesOf(node))],
        static async reader =>
        {
            await reader.ReadAsync();
            return (LifeOf(reader, 0), RecordTime.Time(reader.GetInt64(2)));
        });

    private string StatementFor(RecordReply loaded, RecordChange change, bool isGuarded) => change.Record.IsEmpty
        ? isGuarded ? _sql.GuardedDelete : _sql.Delete
        : loaded.Record.IsEmpty ? isGuarded ? _sql.GuardedInsert : _sql.Insert : isGuarded ? _sql.GuardedUpdate : _sql.Update;

    private static NpgsqlParameter[] Guard(ReadOnlyMemory<byte> guard) =>
        guard.IsEmpty ? [] : [Value(RecordKey.GuardOf(0).Bytes.ToArray()), Value(RecordTag.Of(guard.Span).ToArray())];

    // $1 to $7: what the record must be for the change to be written.
    private NpgsqlParameter[] Condition(RecordKey key, RecordReply loaded, RecordChange change) =>
    [
        Clock,
        Value(key.Bytes.ToArray()),
        Value((short)key.Kind),
        Value(RecordTag.Of(loaded.Record.Span).ToArray()),
        Value(RecordTime.Of(change.ValidUntil)),
        Value(loaded.IsRemembered ? RecordTime.Of(loaded.Now) : 0L),
        Value(RecordTime.Of(MostOff)),
    ];

    // From $8 on: what is written, and at last whether it is news.
    private static NpgsqlParameter[] Content(RecordChange change)
    {
        if (change.Record.IsEmpty)
            return [Value(change.IsNews)];
        var come = change.Rows.Where(row => row.Kind != RowChangeKind.Gone).ToArray();
        return
        [
            Value(change.Record),
            Value(BytesOrNull(change.Holder)),
            Value(BytesOrNull(change.Asked)),
            Value(change.MovesDue),
            Value((short)change.Due.Kind),
            Value(RecordTime.Of(change.Due.Time)),
            Value(change.DropsRows),
            Value(Names(change.Rows, row => row is { Kind: RowChangeKind.Base, Number: > 0 })),
            Value(Names(change.Rows, row => row.Kind == RowChangeKind.Gone)),
            Value(Array.ConvertAll(come, row => BytesOf(row.Name))),
            Value(Array.ConvertAll(come, row => row.Kind == RowChangeKind.Patch ? row.Number : 0)),
            Value(Array.ConvertAll(come, row => row.Version.Number)),
            Value(Array.ConvertAll(come, row => row.On.Number)),
            Value(Array.ConvertAll(come, row => row.Bytes)),
            Value(change.IsNews),
        ];
    }

    private static byte[][] Names(IReadOnlyList<RowChange> rows, Func<RowChange, bool> wanted) =>
        [.. rows.Where(wanted).Select(row => BytesOf(row.Name))];

    internal static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static async Task<RecordReply> ReadAsync(NpgsqlDataReader reader, StateVersion? newer)
    {
        await reader.ReadAsync();
        var now = RecordTime.Time(reader.GetInt64(5));
        var record = reader.IsDBNull(4) ? [] : reader.GetFieldValue<byte[]>(4);
        var life = reader.IsDBNull(6) ? default(HolderLife?) : LifeOf(NodeOf(reader.GetFieldValue<byte[]>(6)), LifeOf(reader, 2), now);
        var rows = new List<StoredRow>();
        while (await reader.ReadAsync())
        {
            var isTooLong = reader.IsDBNull(4);
            rows.Add(new StoredRow(
                Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(0)),
                reader.GetInt32(1),
                new StateVersion(reader.GetInt64(2)),
                new StateVersion(reader.GetInt64(3)),
                isTooLong ? default(ReadOnlyMemory<byte>) : reader.GetFieldValue<byte[]>(4))
            {
                TooLong = isTooLong ? reader.GetInt64(5) : 0,
            });
        }

        return new RecordReply(ReplyKind.Loaded, now, record, rows, newer) { Life = life };
    }

    private static NodeLife? LifeOf(NpgsqlDataReader reader, int since) => reader.IsDBNull(since)
        ? null
        : new NodeLife(RecordTime.Time(reader.GetInt64(since)), RecordTime.Time(reader.GetInt64(since + 1)));

    private static HolderLife LifeOf(NodeId node, NodeLife? life, DateTimeOffset now) =>
        life is { } known && known.IsOn(now) ? new HolderLife(node, true, known.Since) : new HolderLife(node, false, default);

    // What is no key of ours is passed over.
    private static async Task<List<T>> ReadKeysAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, RecordKey, T> read)
        where T : struct =>
        [.. (await ReadAllAsync(reader, row => KeyOf(row) is { } key ? read(row, key) : default(T?))).OfType<T>()];

    internal static async Task<List<T>> ReadAllAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read)
    {
        var all = new List<T>();
        while (await reader.ReadAsync())
            all.Add(read(reader));
        return all;
    }

    // The first two columns.
    internal static RecordKey? KeyOf(NpgsqlDataReader reader) => KeyOf(reader.GetInt16(0), reader.GetFieldValue<byte[]>(1));

    // Null for what is no key of ours.
    private static RecordKey? KeyOf(short kind, byte[] key) =>
        kind is (short)RecordKind.Session or (short)RecordKind.User && key.Length == RecordKey.Size ? RecordKey.FromBytes((RecordKind)kind, key) : null;

    private static async Task<long?> ReadTimeAsync(NpgsqlDataReader reader) => await reader.ReadAsync() ? reader.GetInt64(0) : null;

    internal static Task<bool> NothingAsync(NpgsqlDataReader reader) => Task.FromResult(true);

    private static byte[]? BytesOrNull(NodeId node) => node == default ? null : BytesOf(node);

    private static byte[] BytesOf(NodeId node)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, node.Value);
        return bytes;
    }

    private static NodeId NodeOf(ReadOnlySpan<byte> bytes) => bytes.Length == 16 ? new NodeId(BinaryPrimitives.ReadUInt128BigEndian(bytes)) : default;

    // As bytes: a text of the server can hold no zero, and sorts by its collation.
    private static byte[] BytesOf(string name) => Encoding.UTF8.GetBytes(name);
}
