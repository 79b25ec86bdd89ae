using Microsoft.Data.Sqlite;

namespace Tidemark.Sqlite;

/// <summary>A connection with the statements that read sessions. Belongs to one thread at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly PreparedStatement _begin;
    private readonly PreparedStatement _commit;
    private readonly PreparedStatement _findSession;
    private readonly PreparedStatement _readAttributes;
    private readonly PreparedStatement _readSchema;
    private readonly PreparedStatement _listUser;

    public SqliteReader(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new PreparedStatement(connection, SqliteStatements.Begin);
        _commit = new PreparedStatement(connection, SqliteStatements.Commit);
        _findSession = new PreparedStatement(connection, SqliteStatements.FindSession);
        _readAttributes = new PreparedStatement(connection, SqliteStatements.ReadAttributes);
        _readSchema = new PreparedStatement(connection, SqliteStatements.ReadSchema);
        _listUser = new PreparedStatement(connection, SqliteStatements.ListUser);
    }

    /// <summary>Reads in one snapshot of the file.</summary>
    public T Snapshot<T>(Func<SqliteReader, T> read)
    {
        _begin.Run();
        var result = read(this);
        _commit.Run();
        return result;
    }

    /// <summary>Finds a session, over or not.</summary>
    public StoredSession? Find(StateKey key)
    {
        var row = _findSession.Bind(1, key.Bytes);
        if (!row.Step())
            return null;
        var hold = row.IsNull(9)
            ? null
            : new LeaseHold(new NodeId(row.UInt128(9)), row.Time(10), row.Text(11));
        DateTimeOffset? tell = row.IsNull(17) ? null : row.Time(17);
        var session = new StoredSession(
            row.Int64(0),
            new PrimaryRecord(
                new StateVersion(row.Int64(1)),
                row.Time(2),
                new Lifetime(TimeSpan.FromTicks(row.Int64(3)), TimeSpan.FromTicks(row.Int64(4))),
                row.Time(5),
                new LeaseToken(row.UInt128(7), row.Int64(8)),
                hold,
                row.IsNull(15) ? LeaseQueue.Empty : QueueMemory.Decode(row.Bytes(15)),
                CommitMemory.Decode(row.Bytes(12)))
            {
                User = row.IsNull(16) ? UserKey.None : UserKey.FromBytes(row.Bytes(16)),
                TellsEnd = tell is not null,
                Ended = row.IsNull(18) ? null : new EndMark((EndReason)row.Int64(19), row.Time(18)),
                ClaimedUntil = tell is null ? default : row.Time(20),
            },
            row.Time(6),
            tell,
            row.IsNull(13) ? null : new NodeLife(row.Time(13), row.Time(14)));
        row.Reset();
        return session;
    }

    /// <summary>Reads what changed in a session since the known version.</summary>
    public PrimaryState ReadState(long session, PrimaryRecord record, StateVersion known, DateTimeOffset now)
    {
        var since = record.Since(known);
        var chains = new ChainRows(since);
        var row = _readAttributes.Bind(1, session).Bind(2, since.Number);
        while (row.Step())
        {
            var version = new StateVersion(row.Int64(1));
            if (row.IsNull(2))
                chains.AddBase(row.Text(0), version, row.Bytes(3));
            else
                chains.AddPatch(new StoredPatch(version, new StateVersion(row.Int64(2)), row.Bytes(3).ToArray()));
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
            var entered = row.Time(2);
            entries.Add(new UserEntry(StateKey.FromBytes(row.Bytes(0)), row.Int64(1), now > entered ? now - entered : TimeSpan.Zero));
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
        _connection.Dispose();
    }
}
