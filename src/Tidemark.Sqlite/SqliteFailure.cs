using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Tidemark.Sqlite;

/// <summary>Says what went wrong with the file, and what to do.</summary>
internal static class SqliteFailure
{
    /// <summary>What to tell the caller of a verb; the exception itself if it has nothing to do with the file.</summary>
    public static Exception Of(string verb, Exception cause) => cause switch
    {
        StoreUnavailableException => cause,
        SqliteException sqlite => Unavailable(verb, Remedy(sqlite), cause),
        UnauthorizedAccessException => Unavailable(verb, Remedy(SQLITE_READONLY), cause),
        IOException => Unavailable(verb, Remedy(SQLITE_CANTOPEN), cause),
        _ => cause,
    };

    public static bool IsBusy(Exception exception) => exception is SqliteException sqlite && Code(sqlite) is SQLITE_BUSY or SQLITE_LOCKED;

    /// <summary>Whether the connection can be used again. Else only opening the file anew shows whether the trouble is over.</summary>
    public static bool SparesConnection(Exception exception) => exception is SqliteException sqlite
        && Code(sqlite) is SQLITE_BUSY or SQLITE_LOCKED or SQLITE_FULL or SQLITE_CONSTRAINT or SQLITE_TOOBIG;

    private static StoreUnavailableException Unavailable(string verb, string remedy, Exception cause) =>
        new($"The SQLite store could not {verb}: {remedy}", cause);

    private static string Remedy(SqliteException exception) => Remedy(Code(exception));

    private static string Remedy(int code) => code switch
    {
        SQLITE_BUSY or SQLITE_LOCKED =>
            "another process kept the file locked for longer than BusyTimeout. Look for a tool or a stopped process that holds the file.",
        SQLITE_FULL => "the disk is full. Free some space; the store goes on by itself.",
        SQLITE_READONLY or SQLITE_PERM or SQLITE_AUTH =>
            "the process may not write to the file or its directory. Give it write access to both; the store goes on by itself.",
        SQLITE_CANTOPEN => "the file cannot be opened or made. Check that Path names a file in a directory that the process may write to.",
        SQLITE_CORRUPT or SQLITE_NOTADB =>
            "the file is damaged, or no SQLite database. Stop all processes that use it, then restore a copy, "
            + "or move the file and its -wal and -shm files away.",
        SQLITE_IOERR => "reading or writing the file failed. Check the disk and that it is a local one; the store goes on by itself.",
        SQLITE_TOOBIG => "a value is larger than SQLite can hold. Keep less in one attribute.",
        _ => "SQLite reported an error; see the inner exception.",
    };

    // Extended codes carry the plain one in their low byte.
    private static int Code(SqliteException exception) => exception.SqliteErrorCode & 0xff;
}
