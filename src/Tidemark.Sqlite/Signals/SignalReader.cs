namespace Tidemark.Sqlite;

/// <summary>A signal as the file has it.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Times">How often it was sent since it was last fetched.</param>
internal readonly record struct StoredSignal(Outgoing Signal, long Times);

/// <summary>A connection that looks for signals. Belongs to one thread at a time.</summary>
internal sealed class SignalReader(FileConnection connection) : IDisposable
{
    public FileConnection Connection => connection;

    private readonly PreparedStatement _version = new(connection, SqliteStatements.DataVersion);
    private readonly PreparedStatement _find = new(connection, SqliteStatements.FindSignals);
    private long? _seen;

    /// <summary>Whether another connection wrote to the file since the last call; true at first. Takes some microseconds.</summary>
    public bool HasChanged()
    {
        _version.Step();
        var version = _version.Int64(0);
        _version.Reset();
        if (version == _seen)
            return false;
        _seen = version;
        return true;
    }

    /// <summary>Adds the signals for a node, and leaves them where they are.</summary>
    public void Find(NodeId node, List<StoredSignal> found)
    {
        var row = _find.Bind(1, node.Value);
        while (row.Step())
        {
            // What is no signal is swept like one that nobody fetched.
            if (row.Key(0) is not { } key || row.Bytes(1).Length is not (0 or 16) || !row.IsNumber(2) || !row.IsNumber(3))
                continue;
            StoreSignal signal = row.Bytes(1).IsEmpty
                ? new StoreSignal.Free(key)
                : new StoreSignal.Recall(key, new LeaseToken(row.UInt128(1), row.Int64(2)));
            found.Add(new StoredSignal(new Outgoing(node, signal), row.Int64(3)));
        }
    }

    public void Dispose()
    {
        _version.Dispose();
        _find.Dispose();
        connection.Dispose();
    }
}
