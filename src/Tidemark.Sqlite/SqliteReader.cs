namespace Tidemark.Sqlite;

/// <summary>A connection with the statements that read. Belongs to one thread at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly int _longest;
    private readonly PreparedStatement _begin;
    private readonly PreparedStatement _commit;
    private readonly PreparedStatement _findRecord;
    private readonly PreparedStatement _readRows;
    private readonly PreparedStatement _readSchema;
    private readonly PreparedStatement _findDue;
    private readonly PreparedStatement _findNode;
    private readonly PreparedStatement _listRecords;
    private readonly PreparedStatement _listNodes;
    private readonly PreparedStatement _readFeed;
    private readonly PreparedStatement _readMarks;

    /// <summary>Prepares the statements.</summary>
    /// <param name="connection">The connection, which is disposed with this.</param>
    /// <param name="longest">How long a base or a patch may be to be read.</param>
    public SqliteReader(FileConnection connection, int longest)
    {
        (Connection, _longest) = (connection, longest);
        _begin = new PreparedStatement(connection, SqliteStatements.Begin);
        _commit = new PreparedStatement(connection, SqliteStatements.Commit);
        _findRecord = new PreparedStatement(connection, SqliteStatements.FindRecord);
        _readRows = new PreparedStatement(connection, SqliteStatements.ReadRows);
        _readSchema = new PreparedStatement(connection, SqliteStatements.ReadSchema);
        _findDue = new PreparedStatement(connection, SqliteStatements.FindDue);
        _findNode = new PreparedStatement(connection, SqliteStatements.FindNode);
        _listRecords = new PreparedStatement(connection, SqliteStatements.ListRecords);
        _listNodes = new PreparedStatement(connection, SqliteStatements.ListNodes);
        _readFeed = new PreparedStatement(connection, SqliteStatements.ReadFeed);
        _readMarks = new PreparedStatement(connection, SqliteStatements.ReadMarks);
    }

    public FileConnection Connection { get; }

    /// <summary>Reads in one snapshot of the file.</summary>
    public T Snapshot<T>(Func<SqliteReader, T> read)
    {
        _begin.Run();
        var result = read(this);
        _commit.Run();
        return result;
    }

    /// <summary>Finds a record; null if there is none.</summary>
    public StoredRecord? Find(RecordKey key, DateTimeOffset now)
    {
        var row = _findRecord.Bind(1, key.Bytes).Bind(2, (long)key.Kind);
        if (!row.Step())
            return null;
        HolderLife? life = row.Bytes(2).Length == NodeSize ? LifeOf(new NodeId(row.UInt128(2)), LifeOf(row, 3), now) : null;
        var found = new StoredRecord(row.Int64(0), row.Bytes(1).ToArray(), life);
        row.Reset();
        return found;
    }

    /// <summary>The rows of a record that are newer than a version.</summary>
    public List<StoredRow> ReadRows(long record, StateVersion known)
    {
        var rows = new List<StoredRow>();
        var row = _readRows.Bind(1, record).Bind(2, known.Number).Bind(3, _longest);
        while (row.Step())
        {
            // What is no row of ours is passed over: its attribute lacks it then.
            if (!row.IsNumber(1) || !row.IsNumber(2) || !row.IsNumber(3))
                continue;
            var bytes = row.IsNull(4) ? default(ReadOnlyMemory<byte>) : row.Bytes(4).ToArray();
            rows.Add(new StoredRow(row.Text(0), (int)row.Int64(1), new StateVersion(row.Int64(2)), new StateVersion(row.Int64(3)), bytes)
            {
                TooLong = row.Int64(5) > _longest ? row.Int64(5) : 0,
            });
        }

        return rows;
    }

    /// <summary>The schema of this fingerprint; null if there is none.</summary>
    public byte[]? FindSchema(ulong fingerprint)
    {
        var row = _readSchema.Bind(1, unchecked((long)fingerprint)).Bind(2, (long)IPrimaryStore.MaxSchemaBytes);
        if (!row.Step())
            return null;
        var schema = row.Bytes(0).ToArray();
        row.Reset();
        return schema;
    }

    /// <summary>The records behind one, and the last of them, whatever is its key; null if there are no more.</summary>
    public (List<RecordKey> Keys, long? Last) ReadRecords(long after, int limit)
    {
        var (keys, last) = (new List<RecordKey>(), default(long?));
        _listRecords.Bind(1, after).Bind(2, limit);
        while (_listRecords.Step())
        {
            last = _listRecords.Int64(2);
            if (Key(_listRecords) is { } key)
                keys.Add(key);
        }

        return (keys, last);
    }

    /// <summary>The nodes; what is none is passed over.</summary>
    public List<KnownNode> ReadNodes(DateTimeOffset now)
    {
        var nodes = new List<KnownNode>();
        while (_listNodes.Step())
        {
            if (_listNodes.Bytes(0).Length == NodeSize && LifeOf(_listNodes, 1) is { } life)
                nodes.Add(KnownNode.Of(new NodeId(_listNodes.UInt128(0)), life, now));
        }

        return nodes;
    }

    /// <summary>Records that have been due for so long, but for the first of them.</summary>
    public List<DueRecord> FindDue(DueKind kind, DateTimeOffset now, TimeSpan overdue, int limit, int passed)
    {
        var due = new List<DueRecord>();
        var row = _findDue.Bind(1, (long)kind).Bind(2, RecordTime.Of(now) - RecordTime.Of(overdue)).Bind(3, limit).Bind(4, passed);
        while (row.Step())
        {
            if (Key(row) is { } key)
                due.Add(new DueRecord(key, row.IsNumber(2) ? RecordTime.Span(Math.Max(RecordTime.Of(now) - row.Int64(2), 0)) : TimeSpan.MaxValue));
        }

        return due;
    }

    /// <summary>A part of the feed.</summary>
    public FeedPage ReadFeed(ChangeMark after, int limit)
    {
        var feed = StoredFeed.Read(_readFeed);
        var (changes, rows, until) = (new List<MarkedRecord>(), 0, after);
        _readMarks.Bind(1, after.Number).Bind(2, feed.State == StoredFeed.Off ? 0 : feed.Last.Number).Bind(3, limit);
        for (; _readMarks.Step(); rows++)
        {
            until = new ChangeMark(_readMarks.Int64(2));
            if (Key(_readMarks) is { } key)
                changes.Add(new MarkedRecord(key, until));
        }

        var state = new FeedState(feed.State == StoredFeed.On, feed.Last, feed.Horizon);
        return new FeedPage(state, changes, rows < limit ? feed.Last : until);
    }

    /// <summary>A node's life; null if there is none, or what is there is none: then it was dead.</summary>
    public NodeLife? FindNode(NodeId node)
    {
        if (!_findNode.Bind(1, node.Value).Step())
            return null;
        var life = LifeOf(_findNode, 0);
        _findNode.Reset();
        return life;
    }

    /// <summary>Whether a node is alive.</summary>
    public HolderLife LifeOf(NodeId node, DateTimeOffset now) => LifeOf(node, FindNode(node), now);

    /// <summary>The keys in the first two columns of rows.</summary>
    public static List<RecordKey> Keys(PreparedStatement rows)
    {
        var keys = new List<RecordKey>();
        while (rows.Step())
        {
            if (Key(rows) is { } key)
                keys.Add(key);
        }

        return keys;
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _findRecord.Dispose();
        _readRows.Dispose();
        _readSchema.Dispose();
        _findDue.Dispose();
        _findNode.Dispose();
        _listRecords.Dispose();
        _listNodes.Dispose();
        _readFeed.Dispose();
        _readMarks.Dispose();
        Connection.Dispose();
    }

    private const int NodeSize = 16;

    // Null for what is no key of ours.
    private static RecordKey? Key(PreparedStatement row) =>
        row.IsNumber(0) && row.Int64(0) is (long)RecordKind.Session or (long)RecordKind.User && row.Bytes(1).Length == RecordKey.Size
            ? RecordKey.FromBytes((RecordKind)row.Int64(0), row.Bytes(1))
            : null;

    private static HolderLife LifeOf(NodeId node, NodeLife? life, DateTimeOffset now) =>
        life is { } known && known.IsOn(now) ? new HolderLife(node, true, known.Since) : new HolderLife(node, false, default);

    private static NodeLife? LifeOf(PreparedStatement row, int column) =>
        row.IsNumber(column) && row.IsNumber(column + 1)
        && PreparedStatement.TimeOf(row.Int64(column)) is { } since && PreparedStatement.TimeOf(row.Int64(column + 1)) is { } until
            ? new NodeLife(since, until)
            : null;
}
