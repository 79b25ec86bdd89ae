using Microsoft.Data.Sqlite;

namespace Tidemark.Sqlite;

/// <summary>What is remembered of sessions that were ended and are gone, as the writer changes it.</summary>
internal sealed class TombstoneTable(SqliteConnection connection) : IDisposable
{
    private readonly PreparedStatement _find = new(connection, SqliteStatements.FindTombstone);
    private readonly PreparedStatement _set = new(connection, SqliteStatements.SetTombstone);
    private readonly PreparedStatement _delete = new(connection, SqliteStatements.DeleteTombstone);
    private readonly PreparedStatement _deleteOld = new(connection, SqliteStatements.DeleteOldTombstones);

    /// <exception cref="DamagedRowException">Its row is damaged.</exception>
    public Tombstone? Find(StateKey key)
    {
        if (!_find.Bind(1, key.Bytes).Step())
            return null;
        try
        {
            return new Tombstone(_find.Time(0), CommitMemory.Decode(_find.Bytes(1)));
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>Remembers a session that goes; nothing if it was not ended, or long ago.</summary>
    public void Set(StateKey key, Tombstone? left, DateTimeOffset now)
    {
        if (left?.IsOn(now) is not true)
            return;
        Span<byte> commits = stackalloc byte[CommitMemory.MaxSize];
        _set.Bind(1, key.Bytes).Bind(2, left.Until.UtcTicks).Bind(3, commits[..CommitMemory.Encode(left.Commits, commits)]).Run();
    }

    public void Delete(StateKey key) => _delete.Bind(1, key.Bytes).Run();

    public void Sweep(DateTimeOffset now) => _deleteOld.Bind(1, now.UtcTicks).Run();

    public void Dispose()
    {
        _find.Dispose();
        _set.Dispose();
        _delete.Dispose();
        _deleteOld.Dispose();
    }
}
