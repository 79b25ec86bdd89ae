using static SQLitePCL.raw;

namespace Tidemark.Sqlite;

/// <summary>The writer's connection, with every statement. Belongs to one thread at a time.</summary>
internal sealed class SqliteTables : IDisposable
{
    private readonly FileConnection _connection;
    private readonly List<PreparedStatement> _statements = [];
    private readonly PreparedStatement _begin;
    private readonly PreparedStatement _commit;
    private readonly PreparedStatement _rollback;
    private readonly PreparedStatement _insert;
    private readonly PreparedStatement _update;
    private readonly PreparedStatement _setDue;
    private readonly PreparedStatement _delete;
    private readonly PreparedStatement _setRow;
    private readonly PreparedStatement _deletePatches;
    private readonly PreparedStatement _deleteChain;
    private readonly PreparedStatement _deleteRows;
    private readonly PreparedStatement _findAsked;
    private readonly PreparedStatement _publishSchema;

    /// <summary>Prepares the statements.</summary>
    /// <param name="connection">The connection, which is disposed with this.</param>
    /// <param name="longest">As for <see cref="SqliteReader"/>.</param>
    public SqliteTables(FileConnection connection, int longest)
    {
        _connection = connection;
        sqlite3_busy_timeout(connection.Handle, WriteTurn.LookMilliseconds);
        Reader = new SqliteReader(connection, longest);
        Nodes = new NodeTable(connection);
        Signals = new SignalTable(connection);
        Feed = new FeedTable(connection);
        _begin = Prepare(SqliteStatements.BeginWrite);
        _commit = Prepare(SqliteStatements.Commit);
        _rollback = Prepare(SqliteStatements.Rollback);
        _insert = Prepare(SqliteStatements.InsertRecord);
        _update = Prepare(SqliteStatements.UpdateRecord);
        _setDue = Prepare(SqliteStatements.SetDue);
        _delete = Prepare(SqliteStatements.DeleteRecord);
        _setRow = Prepare(SqliteStatements.SetRow);
        _deletePatches = Prepare(SqliteStatements.DeletePatches);
        _deleteChain = Prepare(SqliteStatements.DeleteChain);
        _deleteRows = Prepare(SqliteStatements.DeleteRows);
        _findAsked = Prepare(SqliteStatements.FindAsked);
        _publishSchema = Prepare(SqliteStatements.PublishSchema);
    }

    /// <summary>Reads inside the writer's transaction.</summary>
    public SqliteReader Reader { get; }

    public NodeTable Nodes { get; }

    public SignalTable Signals { get; }

    public FeedTable Feed { get; }

    /// <summary>Takes the file's lock for writing; false if another process has it for the next few milliseconds.</summary>
    public bool TryBegin() => _begin.TryRun();

    public void Begin() => _begin.Run();

    public void Commit()
    {
        Feed.Write();
        _commit.Run();
    }

    /// <summary>Undoes the transaction, if SQLite has not done so itself.</summary>
    public void Rollback()
    {
        Feed.Forget();
        if (sqlite3_get_autocommit(_connection.Handle) == 0)
            _rollback.Run();
    }

    /// <summary>Adds a schema. One that is there stays as it is.</summary>
    public void AddSchema(ulong fingerprint, ReadOnlySpan<byte> schema) =>
        _publishSchema.Bind(1, unchecked((long)fingerprint)).Bind(2, schema).Run();

    /// <summary>Writes what a decision wants written.</summary>
    /// <param name="key">The key.</param>
    /// <param name="record">The record that there is; null for none.</param>
    /// <param name="change">The change.</param>
    /// <param name="now">The clock.</param>
    public void Apply(RecordKey key, StoredRecord? record, RecordChange change, DateTimeOffset now)
    {
        if (record is not null && (change.DropsRows || change.Record.IsEmpty))
            _deleteRows.Bind(1, record.Id).Run();
        if (change.Record.IsEmpty)
        {
            if (record is null)
                return;
            Feed.Gone(record.Id, change.IsNews, now);
            _delete.Bind(1, record.Id).Run();
            return;
        }

        var id = record?.Id ?? Insert(key, change);
        if (record is not null)
        {
            BindRecord(_update, change).Bind(4, id).Run();
            if (change.MovesDue)
                _setDue.Bind(1, (long)change.Due.Kind).Bind(2, RecordTime.Of(change.Due.Time)).Bind(3, id).Run();
        }

        if (record is null)
            Feed.Came(key);
        if (change.IsNews)
            Feed.Changed(id, now);
        for (var place = 0; place < change.Rows.Count; place++)
            Apply(id, change.Rows[place]);
    }

    /// <summary>The records that are asked of a node.</summary>
    public List<RecordKey> FindAsked(NodeId node) => SqliteReader.Keys(_findAsked.Bind(1, node.Value));

    /// <summary>A node leaves.</summary>
    public void DeleteNode(NodeId node)
    {
        Nodes.Delete(node);
        Signals.DeleteOf(node);
    }

    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose());
        Nodes.Dispose();
        Signals.Dispose();
        Feed.Dispose();
        Reader.Dispose();
    }

    private long Insert(RecordKey key, RecordChange change)
    {
        BindRecord(_insert, change)
            .Bind(4, key.Bytes).Bind(5, (long)key.Kind).Bind(6, (long)change.Due.Kind).Bind(7, RecordTime.Of(change.Due.Time)).Step();
        var id = _insert.Int64(0);
        _insert.Run();
        return id;
    }

    private void Apply(long id, in RowChange row)
    {
        switch (row.Kind)
        {
            case RowChangeKind.Patch:
                Set(id, row, row.Number, row.On);
                break;
            case RowChangeKind.Base:
                if (row.Number > 0)
                    _deletePatches.Bind(1, id).Bind(2, row.Name).Run();
                Set(id, row, 0, StateVersion.None);
                break;
            default:
                _deleteChain.Bind(1, id).Bind(2, row.Name).Run();
                break;
        }
    }

    private void Set(long id, in RowChange row, int number, StateVersion on) => _setRow
        .Bind(1, id).Bind(2, row.Name).Bind(3, number).Bind(4, row.Version.Number).Bind(5, on.Number).Bind(6, row.Bytes.Span).Run();

    private static PreparedStatement BindRecord(PreparedStatement statement, RecordChange change)
    {
        statement.Bind(1, change.Record.Span);
        if (change.Holder != default)
            statement.Bind(2, change.Holder.Value);
        if (change.Asked != default)
            statement.Bind(3, change.Asked.Value);
        return statement;
    }

    private PreparedStatement Prepare(string sql)
    {
        var statement = new PreparedStatement(_connection, sql);
        _statements.Add(statement);
        return statement;
    }
}
