namespace Tidemark.Sqlite;

/// <summary>A connection with the statements that read sessions. Belongs to one thread at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly int _longest;
    private readonly PreparedStatement _begin;
    private readonly PreparedStatement _commit;
    private readonly PreparedStatement _findSession;
    private readonly PreparedStatement _readAttributes;
    private readonly PreparedStatement _readSchema;
    private readonly PreparedStatement _listUser;

    /// <summary>Prepares the statements.</summary>
    /// <param name="connection">The connection, which is disposed with this.</param>
    /// <param name="longest">How long a base or a patch may be to be read.</param>
    public SqliteReader(FileConnection connection, int longest)
    {
        (Connection, _longest) = (connection, longest);
        _begin = new PreparedStatement(connection, SqliteStatements.Begin);
        _commit = new PreparedStatement(connection, SqliteStatements.Commit);
        _findSession = new PreparedStatement(connection, SqliteStatements.FindSession);
        _readAttributes = new PreparedStatement(connection, SqliteStatements.ReadAttributes);
        _readSchema = new PreparedStatement(connection, SqliteStatements.ReadSchema);
        _listUser = new PreparedStatement(connection, SqliteStatements.ListUser);
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

    /// <summary>Finds a session, over or not.</summary>
    /// <exception cref="DamagedRowException">Its row is damaged.</exception>
    public StoredSession? Find(StateKey key)
    {
        var row = _findSession.Bind(1, key.Bytes);
        try
        {
            return row.Step() ? Read(row) : null;
        }
        finally
        {
            row.Reset();
        }
    }

    private static StoredSession Read(PreparedStatement row)
    {
        var hold = row.IsNull(9)
            ? null
            : new LeaseHold(new NodeId(row.UInt128(9)), row.Time(10), row.Text(11));
        DateTimeOffset? tell = row.IsNull(17) ? null : row.Time(17);
        return new StoredSession(
            row.Int64(0),
            new PrimaryRecord(
                row.Count(1) is > 0 and var version ? new StateVersion(version) : throw row.Damaged(1),
                row.Time(2),
                new Lifetime(row.Span(3), row.Span(4)),
                row.Time(5),
                new LeaseToken(row.UInt128(7), row.Count(8)),
                hold,
                row.IsNull(15) ? LeaseQueue.Empty : QueueMemory.Decode(row.Bytes(15)),
                CommitMemory.Decode(row.Bytes(12)))
            {
                User = UserOf(row, 16),
                TellsEnd = tell is not null,
                Ended = row.IsNull(18) ? null : new EndMark(ReasonOf(row, 19), row.Time(18)),
                ClaimedUntil = tell is null || row.IsNull(20) ? default : row.Time(20),
            },
            row.Time(6),
            tell,
            LifeOf(row, 13));
    }

    /// <summary>A node's life in two columns; null if there is none, or what is there is none: then it was dead.</summary>
    public static NodeLife? LifeOf(PreparedStatement row, int column) =>
        row.IsNumber(column) && row.IsNumber(column + 1)
        && PreparedStatement.TimeOf(row.Int64(column)) is { } since && PreparedStatement.TimeOf(row.Int64(column + 1)) is { } until
            ? new NodeLife(since, until)
            : null;

    private static UserKey UserOf(PreparedStatement row, int column) =>
        row.Bytes(column).Length is 0 or UserKey.Size ? UserKey.FromBytes(row.Bytes(column)) : throw row.Damaged(column);

    private static EndReason ReasonOf(PreparedStatement row, int column) =>
        (EndReason)row.Count(column) is var reason && Enum.IsDefined(reason) ? reason : throw row.Damaged(column);

    /// <summary>Reads what changed in a session since the known version.</summary>
    public PrimaryState ReadState(long session, PrimaryRecord record, StateVersion known, DateTimeOffset now)
    {
        var since = record.Since(known);
        var chains = new ChainRows(since, record.Version);
        var row = _readAttributes.Bind(1, session).Bind(2, since.Number).Bind(3, _longest);
        try
        {
            while (row.Step())
            {
                var (name, version) = (row.Text(0), new StateVersion(row.Count(1)));
                if (row.Int64(4) > _longest)
                    chains.AddTooLong(name, version, row.Int64(4));
                else if (row.IsNull(2))
                    chains.AddBase(name, version, row.Bytes(3));
                else
                    chains.AddPatch(name, new StoredPatch(version, new StateVersion(row.Count(2)), row.Bytes(3).ToArray()));
            }
        }
        finally
        {
            row.Reset();
        }

        return chains.ToState(record, now);
    }

    /// <summary>The schema of this fingerprint; null if there is none.</summary>
    public byte[]? FindSchema(ulong fingerprint)
    {
        var row = _readSchema.Bind(1, unchecked((long)fingerprint));
        if (!row.Step())
            return null;
        var schema = row.Bytes(0).ToArray();
        row.Reset();
        return schema;
    }

    /// <summary>The entries of a user, the first one first.</summary>
    public List<UserEntry> ListUser(UserKey user, DateTimeOffset now)
    {
        var entries = new List<UserEntry>();
        var row = _listUser.Bind(1, user.Bytes);
        while (row.Step())
        {
            if (row.Key(0) is { } key && row.IsNumber(1) && row.IsNumber(2) && PreparedStatement.TimeOf(row.Int64(2)) is { } entered)
                entries.Add(new UserEntry(key, row.Int64(1), now > entered ? now - entered : TimeSpan.Zero));
        }

        return entries;
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _findSession.Dispose();
        _readAttributes.Dispose();
        _readSchema.Dispose();
        _listUser.Dispose();
        Connection.Dispose();
    }
}
