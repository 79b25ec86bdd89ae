using Microsoft.Data.Sqlite;

namespace Tidemark.Sqlite;

/// <summary>What sessions have of users and ends. Most have nothing, and then nothing is written.</summary>
internal sealed class EndColumns(SqliteConnection connection) : IDisposable
{
    private readonly PreparedStatement _set = new(connection, SqliteStatements.SetEnds);
    private readonly PreparedStatement _findClaimable = new(connection, SqliteStatements.FindClaimable);
    private readonly PreparedStatement _postponeTell = new(connection, SqliteStatements.PostponeTell);
    private readonly PreparedStatement _putOff = new(connection, SqliteStatements.PutOffTell);

    public void Insert(long session, PrimaryRecord record)
    {
        if (!record.User.IsNone || record.TellsEnd)
            Set(session, record, TellOf(record));
    }

    public void Update(StoredSession session, PrimaryRecord record)
    {
        var (before, tell) = (session.Record, TellOf(record));
        var isEarlier = tell is { } next && session.Tell is { } kept && next < kept;
        if (isEarlier || before.TellsEnd != record.TellsEnd || before.User != record.User || before.Ended != record.Ended
            || before.ClaimedUntil != record.ClaimedUntil)
        {
            Set(session.Id, record, tell);
        }
    }

    /// <summary>The sessions whose ends a claim may have now.</summary>
    public List<StateKey> FindClaimable(DateTimeOffset now, int limit)
    {
        var keys = new List<StateKey>();
        var row = _findClaimable.Bind(1, now.UtcTicks).Bind(2, limit);
        while (row.Step())
        {
            if (row.Key(0) is { } key)
                keys.Add(key);
        }

        return keys;
    }

    /// <summary>Moves sessions that were used since a claim would have looked at them out of the way of the next one.</summary>
    public void Postpone(DateTimeOffset now, int limit) => _postponeTell.Bind(1, now.UtcTicks).Bind(2, limit).Run();

    /// <summary>Leaves a session out of all claims until a time.</summary>
    public void PutOff(StateKey key, DateTimeOffset until) => _putOff.Bind(1, until.UtcTicks).Bind(2, key.Bytes).Run();

    public void Dispose()
    {
        _set.Dispose();
        _findClaimable.Dispose();
        _postponeTell.Dispose();
        _putOff.Dispose();
    }

    private static DateTimeOffset? TellOf(PrimaryRecord record)
    {
        if (!record.TellsEnd)
            return null;
        var over = record.Ended?.At ?? record.IdleEnd;
        return record.ClaimedUntil > over ? record.ClaimedUntil : over;
    }

    private void Set(long session, PrimaryRecord record, DateTimeOffset? tell)
    {
        if (record.User.IsNone)
            _set.BindNull(1);
        else
            _set.Bind(1, record.User.Bytes);
        if (tell is { } time)
            _set.Bind(2, time.UtcTicks);
        if (record.Ended is var (reason, at))
            _set.Bind(3, at.UtcTicks).Bind(4, (long)reason);
        if (record.ClaimedUntil > DateTimeOffset.MinValue)
            _set.Bind(5, record.ClaimedUntil.UtcTicks);
        _set.Bind(6, session).Run();
    }
}
