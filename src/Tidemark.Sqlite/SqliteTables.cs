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
    private readonly PreparedStatement _insertSession;
    private readonly PreparedStatement _updateSession;
    private readonly PreparedStatement _findRecalled;
    private readonly PreparedStatement _setDue;
    private readonly PreparedStatement _deleteSession;
    private readonly PreparedStatement _findRemovable;
    private readonly PreparedStatement _postponeDue;
    private readonly PreparedStatement _publishSchema;
    private readonly PreparedStatement _findId;

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
        Chains = new ChainTables(connection);
        Ends = new EndColumns(connection);
        Users = new UserTable(connection);
        Tombstones = new TombstoneTable(connection);
        _begin = Prepare(SqliteStatements.BeginWrite);
        _commit = Prepare(SqliteStatements.Commit);
        _rollback = Prepare(SqliteStatements.Rollback);
        _insertSession = Prepare(SqliteStatements.InsertSession);
        _updateSession = Prepare(SqliteStatements.UpdateSession);
        _findRecalled = Prepare(SqliteStatements.FindRecalled);
        _setDue = Prepare(SqliteStatements.SetDue);
        _deleteSession = Prepare(SqliteStatements.DeleteSession);
        _findRemovable = Prepare(SqliteStatements.FindRemovable);
        _postponeDue = Prepare(SqliteStatements.PostponeDue);
        _publishSchema = Prepare(SqliteStatements.PublishSchema);
        _findId = Prepare(SqliteStatements.FindId);
    }

    /// <summary>Reads inside the writer's transaction.</summary>
    public SqliteReader Reader { get; }

    public NodeTable Nodes { get; }

    public SignalTable Signals { get; }

    public ChainTables Chains { get; }

    public EndColumns Ends { get; }

    public UserTable Users { get; }

    public TombstoneTable Tombstones { get; }

    /// <summary>Takes the file's lock for writing; false if another process has it for the next few milliseconds.</summary>
    public bool TryBegin() => _begin.TryRun();

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    /// <summary>Undoes the transaction, if SQLite has not done so itself.</summary>
    public void Rollback()
    {
        if (sqlite3_get_autocommit(_connection.Handle) == 0)
            _rollback.Run();
    }

    /// <summary>Adds a schema. One that is there stays as it is.</summary>
    public void AddSchema(ulong fingerprint, ReadOnlySpan<byte> schema) =>
        _publishSchema.Bind(1, unchecked((long)fingerprint)).Bind(2, schema).Run();

    public long Insert(StateKey key, PrimaryRecord record)
    {
        BindRecord(_insertSession, record).Bind(14, key.Bytes).Step();
        var id = _insertSession.Int64(0);
        _insertSession.Run();
        Ends.Insert(id, record);
        SetDue(id, record, record.IdleEnd);
        return id;
    }

    public void Update(StoredSession session, PrimaryRecord record)
    {
        BindRecord(_updateSession, record).Bind(14, session.Id);
        if (record.Queue.Waiters.Count > 0)
            _updateSession.Bind(15, QueueMemory.Encode(record.Queue));
        _updateSession.Run();
        Ends.Update(session, record);
        SetDue(session.Id, record, session.Due);
    }

    public void Delete(long session)
    {
        Chains.DeleteOf(session);
        _deleteSession.Bind(1, session).Run();
    }

    /// <summary>Deletes a session whose row cannot be read, and all entries of it.</summary>
    public void DeleteDamaged(StateKey key)
    {
        if (!_findId.Bind(1, key.Bytes).Step())
            return;
        var id = _findId.Int64(0);
        _findId.Reset();
        Delete(id);
        Users.LeaveAll(key);
    }

    /// <summary>
    /// The sessions that a node holds and that were ended, or that others have waited for, and perhaps still do. Null if there are none.
    /// </summary>
    public List<StateKey>? FindRecalled(NodeId holder)
    {
        List<StateKey>? keys = null;
        _findRecalled.Bind(1, holder.Value);
        while (_findRecalled.Step())
        {
            if (_findRecalled.Key(0) is { } key)
                (keys ??= []).Add(key);
        }

        return keys;
    }

    /// <summary>A node leaves.</summary>
    public void DeleteNode(NodeId node)
    {
        Nodes.Delete(node);
        Signals.DeleteOf(node);
    }

    /// <summary>Deletes sessions that are over and their users' entries, and forgets dead nodes and old signals. Returns how many sessions.</summary>
    public int Sweep(DateTimeOffset now, int limit)
    {
        Nodes.DeleteDead(now);
        Signals.DeleteOld(now);
        Tombstones.Sweep(now);
        var removable = new List<(long Id, StateKey? Key, UserKey User, Tombstone? Left)>();
        _findRemovable.Bind(1, now.UtcTicks).Bind(2, limit).Bind(3, ISessionEnds.Untold.Ticks);
        while (_findRemovable.Step())
        {
            var user = _findRemovable.Bytes(2);
            var known = user.Length == UserKey.Size ? UserKey.FromBytes(user) : UserKey.None;
            removable.Add((_findRemovable.Int64(0), _findRemovable.Key(1), known, LeftOf(_findRemovable)));
        }

        foreach (var (id, key, user, left) in removable)
        {
            Delete(id);
            if (key is not { } session)
                continue;
            Users.Leave(user, session);
            Tombstones.Set(session, left, now);
        }

        return removable.Count;
    }

    /// <summary>Moves sessions that were used since they came due out of the way of the next sweep. Returns how many.</summary>
    public int PostponeDue(DateTimeOffset now, int limit)
    {
        _postponeDue.Bind(1, now.UtcTicks).Bind(2, limit).Bind(3, ISessionEnds.Untold.Ticks).Run();
        return sqlite3_changes(_connection.Handle);
    }

    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose());
        Nodes.Dispose();
        Signals.Dispose();
        Chains.Dispose();
        Ends.Dispose();
        Users.Dispose();
        Tombstones.Dispose();
        Reader.Dispose();
    }

    // Of a damaged row nothing is remembered: it must not keep others from being swept.
    private static Tombstone? LeftOf(PreparedStatement removable)
    {
        try
        {
            return removable.IsNull(3)
                ? null
                : new Tombstone(PrimaryRecord.Later(removable.Time(3), Tombstone.Kept), CommitMemory.Decode(removable.Bytes(4)));
        }
        catch (DamagedRowException)
        {
            return null;
        }
    }

    // Only ever to an earlier time: a sweep moves it on.
    private void SetDue(long session, PrimaryRecord record, DateTimeOffset due)
    {
        var next = record.Ended?.At ?? record.IdleEnd;
        if (record.TellsEnd)
            next = PrimaryRecord.Later(next, ISessionEnds.Untold);
        if (next < due)
            _setDue.Bind(1, next.UtcTicks).Bind(2, session).Run();
    }

    private PreparedStatement Prepare(string sql)
    {
        var statement = new PreparedStatement(_connection, sql);
        _statements.Add(statement);
        return statement;
    }

    private static PreparedStatement BindRecord(PreparedStatement statement, PrimaryRecord record)
    {
        statement
            .Bind(1, record.Version.Number)
            .Bind(2, record.Created.UtcTicks)
            .Bind(3, record.Lifetime.Idle.Ticks)
            .Bind(4, record.Lifetime.Absolute.Ticks)
            .Bind(5, record.LastUse.UtcTicks)
            .Bind(6, record.IdleEnd.UtcTicks)
            .Bind(7, record.AbsoluteEnd.UtcTicks)
            .Bind(8, record.Token.Lease)
            .Bind(9, record.Token.Counter);
        if (record.Hold is { } hold)
            statement.Bind(10, hold.Node.Value).Bind(11, hold.Since.UtcTicks).Bind(12, hold.Purpose);
        else
            statement.BindNull(10).BindNull(11).BindNull(12);
        Span<byte> commits = stackalloc byte[CommitMemory.MaxSize];
        return statement.Bind(13, commits[..CommitMemory.Encode(record.Commits, commits)]);
    }
}
