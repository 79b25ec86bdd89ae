using Microsoft.Data.Sqlite;

namespace Tidemark.Sqlite;

/// <summary>The sessions of users, as the writer changes them.</summary>
internal sealed class UserTable(SqliteConnection connection) : IDisposable
{
    private readonly PreparedStatement _enter = new(connection, SqliteStatements.EnterUser);
    private readonly PreparedStatement _move = new(connection, SqliteStatements.MoveUser);
    private readonly PreparedStatement _leave = new(connection, SqliteStatements.LeaveUser);
    private readonly PreparedStatement _leaveAll = new(connection, SqliteStatements.LeaveUnknownUser);
    private readonly PreparedStatement _findDue = new(connection, SqliteStatements.FindDueEntries);
    private readonly PreparedStatement _postpone = new(connection, SqliteStatements.PostponeEntry);
    private readonly PreparedStatement _delete = new(connection, SqliteStatements.DeleteEntry);

    public void Enter(UserKey user, StateKey session, DateTimeOffset now) => BindEntry(_enter, user, session, now).Run();

    public void Move(UserKey user, StateKey session, StateKey next, DateTimeOffset now) =>
        BindEntry(_move, user, next, now).Bind(5, session.Bytes).Run();

    public void Leave(UserKey user, StateKey session)
    {
        if (!user.IsNone)
            _leave.Bind(1, user.Bytes).Bind(2, session.Bytes).Run();
    }

    /// <summary>Removes a session from the list of whichever user it was.</summary>
    public void LeaveAll(StateKey session) => _leaveAll.Bind(1, session.Bytes).Run();

    /// <summary>Removes entries that are due and have no session, and postpones the others. Returns how many it looked at.</summary>
    public int Sweep(DateTimeOffset now, int limit)
    {
        var due = new List<(long Id, DateTimeOffset? IdleEnd)>();
        _findDue.Bind(1, now.UtcTicks).Bind(2, limit);
        while (_findDue.Step())
            due.Add((_findDue.Int64(0), IdleEndOf(_findDue)));
        var soon = DueOf(now);
        foreach (var (id, idleEnd) in due)
        {
            if (idleEnd is { } end)
                _postpone.Bind(1, Math.Max(end.UtcTicks, soon)).Bind(2, id).Run();
            else
                _delete.Bind(1, id).Run();
        }

        return due.Count;
    }

    public void Dispose()
    {
        _enter.Dispose();
        _move.Dispose();
        _leave.Dispose();
        _leaveAll.Dispose();
        _findDue.Dispose();
        _postpone.Dispose();
        _delete.Dispose();
    }

    // Null if there is no session. One whose time is damaged is looked at again soon.
    private static DateTimeOffset? IdleEndOf(PreparedStatement row) =>
        row.IsNull(1) ? null : row.IsNumber(1) ? PreparedStatement.TimeOf(row.Int64(1)) ?? DateTimeOffset.MinValue : DateTimeOffset.MinValue;

    private static PreparedStatement BindEntry(PreparedStatement statement, UserKey user, StateKey session, DateTimeOffset now) =>
        statement.Bind(1, user.Bytes).Bind(2, session.Bytes).Bind(3, now.UtcTicks).Bind(4, DueOf(now));

    private static long DueOf(DateTimeOffset now) => PrimaryRecord.Later(now, IUserIndex.Patience).UtcTicks;
}
