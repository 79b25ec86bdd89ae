using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tidemark.Sqlite;

/// <summary>
/// Keeps primary states in one SQLite file, shared by the processes of a machine. The clock is the machine's, so its processes agree.
/// </summary>
/// <remarks>
/// <para>Durability: as <see cref="SqliteStoreOptions.Durability"/> says; an answer is given only after SQLite's commit. Safe for all threads.
/// The file is opened at the first verb; trouble with it comes as <see cref="StoreException"/> and needs no restart once it is over.</para>
/// <para>Reads run on the caller's thread, on connections of their own; everything else goes through one writer, in groups.</para>
/// <para>Signals from nodes at this very store come directly; others come through the file, for which a thread looks every few milliseconds while a lease is
/// held or awaited here, and nodes live elsewhere. The first sign of such a node is its beat, which this store sees when it writes itself, with its own next
/// beat at the latest.</para>
/// </remarks>
public sealed class SqliteStore : PrimaryStore, IAsyncDisposable
{
    private readonly SqliteRecords _records;

    /// <summary>Makes a store over the file that the options name. Does not open it yet.</summary>
    /// <param name="options">Where and how. Do not change them afterwards.</param>
    /// <param name="time">The clock of the sessions.</param>
    /// <param name="log">Gets what happens to the file; null for nobody.</param>
    /// <exception cref="ArgumentException">The options have faults; the message names all of them.</exception>
    public SqliteStore(SqliteStoreOptions options, TimeProvider time, ILogger<SqliteStore>? log = null) : this(options, time, log, TimeProvider.System)
    {
    }

    // When to look into the file goes by real time, whatever clock the sessions live by; but for tests.
    internal SqliteStore(SqliteStoreOptions options, TimeProvider time, ILogger<SqliteStore>? log, TimeProvider watchTime)
        : this(Open(options, time, log, watchTime), options, log)
    {
    }

    private SqliteStore(SqliteRecords records, SqliteStoreOptions options, ILogger<SqliteStore>? log)
        : base("SQLite", records, new PrimaryStoreTraits(LongestOf(options), MayForget: false), log) => _records = records;

    internal SqliteFile File => _records.File;

    internal SqliteWriter Writer => _records.Writer;

    internal SignalWatch Watch => _records.Watch;

    /// <summary>Finishes what was begun, then closes the file. Verbs that come later throw <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => _records.DisposeAsync();

    private static int LongestOf(SqliteStoreOptions options) => options.MaxValueBytes ?? ValueLimit.Usual;

    private static SqliteRecords Open(SqliteStoreOptions options, TimeProvider time, ILogger<SqliteStore>? log, TimeProvider watchTime)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Faults() is { Count: > 0 } faults)
            throw new ArgumentException($"The SQLite store cannot start. {string.Join(" ", faults)}", nameof(options));
        return new SqliteRecords(new SqliteFile(options, log ?? (ILogger)NullLogger.Instance), time, watchTime, LongestOf(options));
    }
}
