using Microsoft.Data.Sqlite;

namespace Tidemark.Sqlite;

/// <summary>Signals on their way through the file, as the writer changes them.</summary>
internal sealed class SignalTable(SqliteConnection connection) : IDisposable
{
    /// <summary>How long a signal lies in the file for a node that does not look. Its sender has repeated it by then.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    private readonly PreparedStatement _set = new(connection, SqliteStatements.SetSignal);
    private readonly PreparedStatement _delete = new(connection, SqliteStatements.DeleteSignal);
    private readonly PreparedStatement _deleteOf = new(connection, SqliteStatements.DeleteSignalsOf);
    private readonly PreparedStatement _deleteOld = new(connection, SqliteStatements.DeleteOldSignals);

    /// <summary>Leaves a signal; the same one again only renews it.</summary>
    public void Set(Outgoing signal, DateTimeOffset now)
    {
        var lease = LeaseOf(signal);
        BindName(_set, signal, lease).Bind(4, lease.Counter).Bind(5, now.UtcTicks).Run();
    }

    /// <summary>Removes a signal that was delivered, unless it was sent again meanwhile.</summary>
    public void Delete(StoredSignal stored) => BindName(_delete, stored.Signal, LeaseOf(stored.Signal)).Bind(4, stored.Times).Run();

    public void DeleteOf(NodeId node) => _deleteOf.Bind(1, node.Value).Run();

    /// <summary>Removes what nobody fetched, and what was sent before the clock went back.</summary>
    public void DeleteOld(DateTimeOffset now) => _deleteOld.Bind(1, now.UtcTicks - Age.Ticks).Bind(2, now.UtcTicks + Age.Ticks).Run();

    public void Dispose()
    {
        _set.Dispose();
        _delete.Dispose();
        _deleteOf.Dispose();
        _deleteOld.Dispose();
    }

    private static PreparedStatement BindName(PreparedStatement statement, Outgoing signal, LeaseToken lease)
    {
        statement.Bind(1, signal.To.Value).Bind(2, signal.Signal.Key.Bytes);
        return lease.IsNone ? statement.Bind(3, []) : statement.Bind(3, lease.Lease);
    }

    private static LeaseToken LeaseOf(Outgoing signal) => signal.Signal is StoreSignal.Recall recall ? recall.Token : LeaseToken.None;
}
