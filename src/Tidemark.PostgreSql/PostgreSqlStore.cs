using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tidemark.PostgreSql;

/// <summary>
/// Keeps primary states in a PostgreSQL database, for servers that share one anyway. The usual commit is one round trip and one transaction. The clock is the
/// server's.
/// </summary>
/// <remarks>
/// Durability: that of the server (<c>synchronous_commit</c>). See docs/guide/postgresql.md. Safe for all threads. The connection is made at the first verb;
/// trouble with it comes as <see cref="StoreException"/> and needs no restart once it is over.
/// </remarks>
public sealed class PostgreSqlStore : PrimaryStore, IAsyncDisposable
{
    private readonly PostgreSqlLink _link;
    private readonly PostgreSqlRecords _records;

    /// <summary>Makes a store over the database that the options name. Does not connect yet.</summary>
    /// <param name="options">Where and how. Do not change them afterwards.</param>
    /// <param name="log">Gets what happens to the connection; null for nobody.</param>
    /// <exception cref="ArgumentException">The options have faults; the message names all of them.</exception>
    public PostgreSqlStore(PostgreSqlStoreOptions options, ILogger<PostgreSqlStore>? log = null) : this(options, log, () => null)
    {
    }

    /// <summary>For tests, which say what time it is on the server, and how fast it goes by here.</summary>
    internal PostgreSqlStore(PostgreSqlStoreOptions options, ILogger<PostgreSqlStore>? log, Func<DateTimeOffset?> clock, TimeProvider? time = null)
        : this(options, new PostgreSqlLink(Checked(options)), log ?? (ILogger)NullLogger.Instance, clock, time ?? TimeProvider.System)
    {
    }

    private PostgreSqlStore(PostgreSqlStoreOptions options, PostgreSqlLink link, ILogger log, Func<DateTimeOffset?> clock, TimeProvider time)
        : this(options, link, new PostgreSqlRecords(options, link, log, clock, time), log)
    {
    }

    private PostgreSqlStore(PostgreSqlStoreOptions options, PostgreSqlLink link, PostgreSqlRecords records, ILogger log)
        : base("PostgreSQL", records, new PrimaryStoreTraits(options.LongestValue, MayForget: true), log) => (_link, _records) = (link, records);

    /// <summary>The statements that make the tables in a schema, for whoever may not let the application do it.</summary>
    /// <param name="schema">See <see cref="PostgreSqlStoreOptions.Schema"/>.</param>
    /// <param name="from">The version of the tables that are there already; 0 if there are none. The error that asks for the statements says it.</param>
    public static string Ddl(string schema = "tidemark", int from = 0) => new PostgreSqlSchema(schema, creates: false).Ddl(from);

    /// <summary>Closes its connections. Verbs that come later throw <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => _records.DisposeAsync();

    internal ValueTask StartAsync() => _link.StartAsync();

    private static PostgreSqlStoreOptions Checked(PostgreSqlStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Faults() is { Count: > 0 } faults
            ? throw new ArgumentException($"The PostgreSQL store cannot start. {string.Join(" ", faults)}", nameof(options))
            : options;
    }
}
