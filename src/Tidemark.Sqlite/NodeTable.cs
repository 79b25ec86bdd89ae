using Microsoft.Data.Sqlite;

namespace Tidemark.Sqlite;

/// <summary>The nodes that live, as the writer sees and changes them, and whether anybody else writes to the file.</summary>
internal sealed class NodeTable(SqliteConnection connection) : IDisposable
{
    private readonly PreparedStatement _findLive = new(connection, SqliteStatements.FindLiveNodes);
    private readonly PreparedStatement _set = new(connection, SqliteStatements.SetNode);
    private readonly PreparedStatement _delete = new(connection, SqliteStatements.DeleteNode);
    private readonly PreparedStatement _deleteDead = new(connection, SqliteStatements.DeleteDeadNodes);
    private readonly PreparedStatement _version = new(connection, SqliteStatements.DataVersion);
    private long? _seen;

    public void Set(NodeId node, NodeLife life) => _set.Bind(1, node.Value).Bind(2, life.Since.UtcTicks).Bind(3, life.Until.UtcTicks).Run();

    public void Delete(NodeId node) => _delete.Bind(1, node.Value).Run();

    public void DeleteDead(DateTimeOffset now) => _deleteDead.Bind(1, now.UtcTicks).Run();

    /// <summary>Whether another connection wrote to the file since <see cref="HasOthers"/> was last called here, as this transaction sees it.</summary>
    public bool HasChanged() => _seen != ReadVersion();

    /// <summary>Whether there are live nodes that do not listen at this store.</summary>
    public bool HasOthers(SqliteListeners here, DateTimeOffset now)
    {
        _seen = ReadVersion();
        _findLive.Bind(1, now.UtcTicks);
        var hasOthers = false;

        // What has not sixteen bytes is no node.
        while (_findLive.Step())
            hasOthers |= _findLive.Bytes(0).Length == 16 && !here.Has(new NodeId(_findLive.UInt128(0)));
        return hasOthers;
    }

    public void Dispose()
    {
        _findLive.Dispose();
        _set.Dispose();
        _delete.Dispose();
        _deleteDead.Dispose();
        _version.Dispose();
    }

    private long ReadVersion()
    {
        _version.Step();
        var version = _version.Int64(0);
        _version.Reset();
        return version;
    }
}
