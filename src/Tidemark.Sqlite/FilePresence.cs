using Microsoft.Extensions.Logging;

namespace Tidemark.Sqlite;

/// <summary>
/// Whether the files that the connections of a store have open are still those that the path names. Who goes on with a file that is no longer there, beside
/// others who have made a new one, acknowledges what nobody else ever sees. Safe for all threads.
/// </summary>
internal sealed class FilePresence(string path, ILogger log)
{
    // Less than a third of the shortest node lease: no node beats twice on a file that is away.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    // Guards what follows.
    private readonly Lock _gate = new();

    // The database since it was first opened; the log and its index come and go with the connections.
    private FileIdentity? _main;
    private FileIdentities _files;
    private int _connections;
    private int _generation;
    private volatile bool _isAway;

    /// <summary>To be called before a connection is opened, or the file is made.</summary>
    /// <returns>What <see cref="Opened"/> is to be told.</returns>
    /// <exception cref="StoreRefusedException">The path names another file than before, or none.</exception>
    public int BeginOpen()
    {
        lock (_gate)
        {
            if (_main is not null)
                Compare_NeedsLock();
            return _generation;
        }
    }

    /// <summary>A connection has the files open.</summary>
    /// <exception cref="StoreRefusedException">They are other ones than those of the connections before.</exception>
    public void Opened(FileConnection connection, int generation)
    {
        lock (_gate)
        {
            // The first connection makes the log, if it is not there. While there is one, nobody takes it away who knows his way.
            if (generation == _generation && _connections == 0)
                _files = FileIdentities.Of(path);
            _main ??= _files.Main;
            Compare_NeedsLock();
            _connections++;
            connection.Opened(generation, () => Close(generation));
        }
    }

    /// <summary>Whether a connection is to a file that was given up since.</summary>
    public bool IsOld(FileConnection connection)
    {
        lock (_gate)
            return connection.Generation != _generation;
    }

    /// <summary>Looks, if it is time to look again, or was not well the last time.</summary>
    /// <exception cref="StoreRefusedException">The path no longer names the files that are open.</exception>
    public void Check(FileConnection connection)
    {
        var now = TimeProvider.System.GetTimestamp();
        if (!_isAway && TimeProvider.System.GetElapsedTime(connection.Looked, now) < BetweenLooks)
            return;
        connection.Looked = now;
        lock (_gate)
        {
            if (connection.Generation == _generation)
                Compare_NeedsLock();
        }
    }

    /// <summary>Forgets which file it was: another one is wanted.</summary>
    public void GiveUp()
    {
        lock (_gate)
        {
            (_main, _connections, _isAway) = (null, 0, false);
            _generation++;
        }
    }

    private void Close(int generation)
    {
        lock (_gate)
        {
            if (generation == _generation)
                _connections--;
        }
    }

    private void Compare_NeedsLock()
    {
        var found = FileIdentities.Of(path);
        var isThere = found.Main == _main && (_connections == 0 || found == _files);
        if (isThere == !_isAway)
        {
            if (!isThere)
                throw Refusal();
            return;
        }

        _isAway = !isThere;
        if (isThere)
        {
            log.LogInformation("The database file {Path} is back.", path);
            return;
        }

        log.LogError(
            "The database file {Path}, or its -wal or -shm file, was deleted, moved or replaced while this process has it open. Sessions are refused until the "
            + "very same files are back. To go on with other ones, stop all processes that use the file, then start them again.",
            path);
        throw Refusal();
    }

    private static StoreRefusedException Refusal() => new(
        "The SQLite store cannot use its file: it, or its -wal or -shm file, was deleted, moved or replaced while this process has it open. "
        + "Nothing was written. Put the very same files back; or stop all processes that use the file, and start them again.");
}
