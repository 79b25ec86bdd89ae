using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using static SQLitePCL.raw;

namespace Tidemark.Sqlite;

/// <summary>The database file: made on first use, readable by its owner only, and opened the same way by everyone.</summary>
internal sealed class SqliteFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly string _synchronous;

    private readonly FilePresence _presence;

    public SqliteFile(SqliteStoreOptions options, ILogger log)
    {
        _path = Path.GetFullPath(options.Path);
        _synchronous = options.Durability == SqliteDurability.PowerLoss ? "FULL" : "NORMAL";
        _presence = new FilePresence(_path, log);
        BusyTimeout = options.BusyTimeout;
    }

    /// <summary>How long a verb waits for the lock of another process.</summary>
    public TimeSpan BusyTimeout { get; }

    /// <summary>Opens a connection to the file, with its tables in place.</summary>
    public FileConnection Open()
    {
        var generation = _presence.BeginOpen();
        Create();
        var connection = new FileConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            // Only the commands of opening go through ADO.NET, which sleeps 150 ms between its tries; see PreparedStatement.
            DefaultTimeout = (int)Math.Ceiling(BusyTimeout.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            sqlite3_busy_timeout(connection.Handle, (int)Math.Ceiling(BusyTimeout.TotalMilliseconds));
            Configure(connection);
            SqliteSchema.Ensure(connection);
            _presence.Opened(connection, generation);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether a connection is to a file that was given up since.</summary>
    public bool IsOld(FileConnection connection) => _presence.IsOld(connection);

    /// <summary>Looks now and then whether the path still names the files that connections have open.</summary>
    /// <exception cref="StoreRefusedException">It does not.</exception>
    public void Check(FileConnection connection) => _presence.Check(connection);

    /// <summary>The file is damaged: whoever restores a copy puts another file into its place, which is what is wanted.</summary>
    public void GiveUp() => _presence.GiveUp();

    private void Create()
    {
        if (File.Exists(_path))
            return;
        var directory = Path.GetDirectoryName(_path)!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);

        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            creation.UnixCreateMode = OwnerOnly;
        try
        {
            // Never open a file that exists: on Unix, closing it would drop the locks SQLite holds on it in this process.
            // SQLite gives its -wal and -shm files the permissions of this one.
            new FileStream(_path, creation).Dispose();
        }
        catch (IOException) when (File.Exists(_path))
        {
            // Another process was faster.
        }
    }

    private void Configure(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        if (command.ExecuteScalar() is not "wal")
        {
            throw new StoreRefusedException(
                "The SQLite store cannot use its file: the file system does not support write-ahead logging. Put the file on a local disk.");
        }

        command.CommandText = $"""
            PRAGMA synchronous = {_synchronous};
            PRAGMA wal_autocheckpoint = 1000;
            PRAGMA journal_size_limit = 67108864;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -8000;
            """;
        command.ExecuteNonQuery();
    }
}
