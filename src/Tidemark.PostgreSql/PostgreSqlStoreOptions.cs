using Npgsql;

namespace Tidemark.PostgreSql;

/// <summary>Where and how the PostgreSQL store keeps sessions. Validated at start-up; all faults come in one message.</summary>
public sealed class PostgreSqlStoreOptions
{
    /// <summary>
    /// The database, as Npgsql takes it: <c>"Host=db;Database=shop;Username=shop"</c>. Default: empty; then <see cref="DataSource"/> connects.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Gives the data source that the application has anyway. It stays the application's: the store never disposes it. Default: null; then the store makes one
    /// of <see cref="ConnectionString"/>.
    /// </summary>
    public Func<NpgsqlDataSource>? DataSource { get; set; }

    /// <summary>The schema of the store's tables: letters, digits and underscores. Default: <c>tidemark</c>.</summary>
    public string Schema { get; set; } = "tidemark";

    /// <summary>
    /// Whether the store makes its tables, if they are not there. Default: true, for which the user needs the right to create a schema. If false, run
    /// the statements of <see cref="PostgreSqlStore.Ddl"/> before.
    /// </summary>
    public bool CreatesTables { get; set; } = true;

    /// <summary>
    /// Whether statements are prepared on their connection, which saves the server most of its work on them. Default: true. Set it to false behind a
    /// pooler that pools by transaction and knows no prepared statements, such as PgBouncer before 1.21.
    /// </summary>
    public bool Prepares { get; set; } = true;

    /// <summary>
    /// How long one call may take before its outcome counts as unknown, and it is sent again, in whole seconds. Default: 2 seconds, which leaves room for
    /// a second try within the core's limit of 5 seconds per verb.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The longest base or patch of one attribute, in bytes, that is written or read. Default: null, which is eight times
    /// <see cref="TidemarkOptions.MaxAttributeBytes"/> (8 MiB without a host).
    /// </summary>
    public int? MaxValueBytes { get; set; }

    internal int LongestValue => MaxValueBytes ?? ValueLimit.Usual;

    internal IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (DataSource is null && string.IsNullOrWhiteSpace(ConnectionString))
            faults.Add("PostgreSqlStoreOptions.ConnectionString is empty: name the database, such as \"Host=localhost;Database=shop\", or set DataSource.");
        else if (DataSource is null && FindFault(ConnectionString) is { } fault)
            faults.Add($"PostgreSqlStoreOptions.ConnectionString cannot be used: {fault}");
        if (Schema.Length > 63 || !IsName(Schema))
            faults.Add("PostgreSqlStoreOptions.Schema must begin with a small letter, and have nothing but small letters, digits and underscores.");
        if (CallTimeout < TimeSpan.FromSeconds(1) || CallTimeout > TimeSpan.FromMinutes(1))
            faults.Add($"PostgreSqlStoreOptions.CallTimeout is {CallTimeout}: it must be at least a second and at most a minute.");
        if (MaxValueBytes is <= 0)
            faults.Add($"PostgreSqlStoreOptions.MaxValueBytes is {MaxValueBytes}: it must be more than zero, or null.");
        return faults;
    }

    // It goes into statements as it is.
    private static bool IsName(string schema) => schema.Length > 0 && char.IsAsciiLetterLower(schema[0])
        && schema.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');

    // The message of the parser may hold a password: only its kind is told.
    private static string? FindFault(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            if (settings.Host is null)
                return "it names no host.";
            return settings.MaxPoolSize < 2 ? "its Maximum Pool Size must be at least 2, because one connection only listens." : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            return $"it has a setting that Npgsql does not know, or a value that it does not take ({exception.GetType().Name}).";
        }
    }
}
