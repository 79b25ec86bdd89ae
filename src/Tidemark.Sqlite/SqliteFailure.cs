using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Tidemark.Sqlite;

/// <summary>Says what went wrong with the file, and what to do.</summary>
internal static class SqliteFailure
{
    private static readonly string LibraryRemedy = "the native library of SQLite (e_sqlite3) is not there, or does not fit this system "
        + $"({RuntimeInformation.RuntimeIdentifier}). Publish the application for it (dotnet publish -r {RuntimeInformation.RuntimeIdentifier}), and deploy "
        + "everything that lies in the output, its folder 'runtimes' included.";

    /// <summary>What to tell the caller of a verb; the exception itself if it has nothing to do with the file.</summary>
    /// <param name="verb">What the store could not do.</param>
    /// <param name="cause">Why.</param>
    /// <param name="isCommitting">Whether it failed in the very commit of its transaction. What fails before is undone.</param>
    public static Exception Of(string verb, Exception cause, bool isCommitting = false) => cause switch
    {
        StoreException => cause,
        SqliteException sqlite when isCommitting && !IsUndone(sqlite) => new StoreUnavailableException(Told(verb, Remedy(sqlite)), cause),
        SqliteException sqlite => Refused(verb, Code(sqlite), cause),
        UnauthorizedAccessException => Refused(verb, SQLITE_READONLY, cause),
        IOException => Refused(verb, SQLITE_CANTOPEN, cause),
        TypeInitializationException or DllNotFoundException or BadImageFormatException => new StoreRefusedException(Told(verb, LibraryRemedy), cause),
        _ => cause,
    };

    /// <summary>Whether what keeps the file from being opened may end by itself, or when somebody frees some space.</summary>
    public static bool PassesByItself(Exception exception) => exception is SqliteException sqlite
        && Code(sqlite) is SQLITE_BUSY or SQLITE_LOCKED or SQLITE_FULL or SQLITE_IOERR or SQLITE_PROTOCOL or SQLITE_NOMEM;

    public static bool IsBusy(Exception exception) => exception is SqliteException sqlite && Code(sqlite) is SQLITE_BUSY or SQLITE_LOCKED;

    /// <summary>Whether the file itself is no good, and has to be replaced.</summary>
    public static bool IsDamage(Exception exception) => exception is SqliteException sqlite && Code(sqlite) is SQLITE_CORRUPT or SQLITE_NOTADB;

    /// <summary>Whether the connection can be used again. Else only opening the file anew shows whether the trouble is over.</summary>
    public static bool SparesConnection(Exception exception) => exception is StoreRefusedException
        || exception is SqliteException sqlite && Code(sqlite) is SQLITE_BUSY or SQLITE_LOCKED or SQLITE_FULL or SQLITE_CONSTRAINT or SQLITE_TOOBIG;

    private static StoreRefusedException Refused(string verb, int code, Exception cause) => new(Told(verb, $"{Remedy(code)} Nothing was written."), cause)
    {
        // What another process or a disk does for a moment.
        MayPassSoon = code is SQLITE_BUSY or SQLITE_LOCKED or SQLITE_IOERR or SQLITE_PROTOCOL,
    };

    private static string Told(string verb, string remedy) => $"The SQLite store could not {verb}: {remedy}";

    /// <summary>Whether a commit that failed so was undone, or can be.</summary>
    public static bool IsUndone(Exception exception) => exception is SqliteException sqlite
        && Code(sqlite) is SQLITE_BUSY or SQLITE_LOCKED or SQLITE_FULL or SQLITE_READONLY or SQLITE_TOOBIG or SQLITE_CONSTRAINT or SQLITE_NOMEM;

    private static string Remedy(SqliteException exception) => Remedy(Code(exception));

    private static string Remedy(int code) => code switch
    {
        SQLITE_BUSY or SQLITE_LOCKED =>
            "another process kept the file locked for longer than BusyTimeout. Look for a tool or a stopped process that holds the file.",
        SQLITE_FULL => "the disk is full. Free some space; the store goes on by itself.",
        SQLITE_READONLY or SQLITE_PERM or SQLITE_AUTH =>
            "the process may not write to the file or its directory. Give it write access to both, and in a container a volume that is not mounted "
            + "read-only; the store goes on by itself.",
        SQLITE_CANTOPEN => "the file cannot be opened or made. Check that Path names a file in a directory that the process may write to; in a container, "
            + "in a volume that belongs to the container's user.",
        SQLITE_CORRUPT or SQLITE_NOTADB =>
            "the file is damaged, or no SQLite database. Stop all processes that use it, then restore a copy, "
            + "or move the file and its -wal and -shm files away.",
        SQLITE_IOERR => "reading or writing the file failed. Check the disk and that it is a local one; the store goes on by itself.",
        SQLITE_NOMEM => "the process has no memory left. Give it more, or keep less in sessions.",
        SQLITE_TOOBIG => "a value is larger than SQLite can hold. Keep less in one attribute.",
        _ => "SQLite reported an error; see the inner exception.",
    };

    // Extended codes carry the plain one in their low byte.
    private static int Code(SqliteException exception) => exception.SqliteErrorCode & 0xff;
}
