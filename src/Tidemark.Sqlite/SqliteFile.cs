using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Tidemark.Sqlite;

/// <summary>The database file: made on first use, readable by its owner only, and opened the same way by everyone.</summary>
internal sealed class SqliteFile(SqliteStoreOptions options)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path = Path.GetFullPath(options.Path);
    private readonly int _busyMilliseconds = (int)Math.Ceiling(options.BusyTimeout.TotalMilliseconds);
    private readonly string _synchronous = options.Durability == SqliteDurability.PowerLoss ? "FULL" : "NORMAL";

    /// <summary>How long a verb waits for the lock of another process.</summary>
    public TimeSpan BusyTimeout { get; } = options.BusyTimeout;

    /// <summary>Opens a connection to the file, with its tables in place.</summary>
    public SqliteConnection Open()
    {
        Create();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            // Only the commands of opening go through ADO.NET, which sleeps 150 ms between its tries; see PreparedStatement.
            DefaultTimeout = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            sqlite3_busy_timeout(connection.Handle, _busyMilliseconds);
            Configure(connection);
            SqliteSchema.Ensure(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

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
            throw new StoreUnavailableException(
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
