using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using static SQLitePCL.raw;

namespace Tidemark.Sqlite;

/// <summary>The database file: made on first use, readable by its owner only, and opened the same way by everyone.</summary>
internal sealed class SqliteFile
{
    private readonly string _path;
    private readonly string _synchronous;
    private readonly bool _creates;
    private readonly ILogger _log;

    private readonly FileCheck _check;
    private readonly FilePresence _presence;
    private volatile bool _isChecked;
    private int _isTroubled;

    public SqliteFile(SqliteStoreOptions options, ILogger log)
    {
        // SQLite follows links too, and puts the log beside the file that they lead to.
        var given = Path.GetFullPath(options.Path);
        _path = FileRights.FollowLinks(given);
        _synchronous = options.Durability == SqliteDurability.PowerLoss ? "FULL" : "NORMAL";
        _creates = options.CreatesTables;
        _log = log;
        _check = new FileCheck(given, _path, options, log);
        _presence = new FilePresence(_path, log);
        BusyTimeout = options.BusyTimeout;
    }

    /// <summary>How long a verb waits for the lock of another process.</summary>
    public TimeSpan BusyTimeout { get; }

    /// <summary>Opens the file once, before it is used. What can pass by itself is only logged.</summary>
    /// <exception cref="StoreRefusedException">It can never be used as things are. The message has its path, the user and the remedy.</exception>
    public void Start()
    {
        var generation = _presence.BeginOpen();
        try
        {
            Register(Connect(), generation).Dispose();
        }
        catch (Exception failed) when (SqliteFailure.Of("start", failed) is StoreRefusedException refused)
        {
            if (!SqliteFailure.PassesByItself(failed))
                throw new StoreRefusedException($"{refused.Message} The file is {_path}, and this process runs as {ProcessUser.Name}.", failed);
            Note(failed);
        }
    }

    /// <summary>Opens a connection to the file, with its tables in place.</summary>
    public FileConnection Open()
    {
        var generation = _presence.BeginOpen();
        FileConnection connection;
        try
        {
            connection = Connect();
        }
        catch (Exception failed)
        {
            Note(failed);
            throw;
        }

        if (Interlocked.Exchange(ref _isTroubled, 0) == 1)
            _log.LogInformation("The database file {Path} can be used again.", _path);
        return Register(connection, generation);
    }

    /// <summary>Whether a connection is to a file that was given up since.</summary>
    public bool IsOld(FileConnection connection) => _presence.IsOld(connection);

    /// <summary>Looks now and then whether the path still names the files that connections have open.</summary>
    /// <exception cref="StoreRefusedException">It does not.</exception>
    public void Check(FileConnection connection) => _presence.Check(connection);

    /// <summary>The file is damaged: whoever restores a copy puts another file into its place, which is what is wanted.</summary>
    public void GiveUp() => _presence.GiveUp();

    private FileConnection Connect()
    {
        if (!_isChecked)
            _check.Run();
        _isChecked = true;
        if (_creates)
            FileCreation.MakeUnlessThere(_path);
        else if (!File.Exists(_path))
            throw new StoreRefusedException("The SQLite store cannot use its file: there is none at this path.");
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

            // SQLite opens for reading what it may not write, and says nothing.
            if (sqlite3_db_readonly(connection.Handle, "main") == 1)
                throw new SqliteException("The file was opened for reading only.", SQLITE_READONLY);
            sqlite3_busy_timeout(connection.Handle, (int)Math.Ceiling(BusyTimeout.TotalMilliseconds));

            // Before anything of the file is changed, be it only its journal mode: it may be anybody's.
            if (!_creates)
                SqliteSchema.Demand(connection);
            Configure(connection);
            SqliteSchema.Ensure(connection);
            FileRights.Tighten(_path);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Says itself what is wrong.
    private FileConnection Register(FileConnection connection, int generation)
    {
        try
        {
            _presence.Opened(connection, generation);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Once, until it can be used again. Verbs report it without the path, which is nobody's business but the operator's.
    private void Note(Exception failed)
    {
        if (Interlocked.Exchange(ref _isTroubled, 1) == 0)
        {
            _log.LogError(
                failed, "The database file {Path} cannot be used by this process, which runs as {User}. {Why}", _path, ProcessUser.Name,
                SqliteFailure.Of("open its file", failed).Message);
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
