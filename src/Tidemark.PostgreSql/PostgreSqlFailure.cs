using Npgsql;

namespace Tidemark.PostgreSql;

/// <summary>Says what went wrong with PostgreSQL, and what to do.</summary>
internal static class PostgreSqlFailure
{
    /// <summary>What to tell the caller of a verb; null if it has nothing to do with the server.</summary>
    /// <param name="verb">What the store could not do.</param>
    /// <param name="cause">Why.</param>
    /// <param name="isSent">Whether the server may have been given what changes something.</param>
    public static StoreException? Of(string verb, Exception cause, bool isSent) => cause switch
    {
        StoreException => null,
        PostgresException server => OfServer(verb, server, isSent),
        NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or IOException when isSent => new StoreUnavailableException(
            Told(verb, "the server did not answer in time, or the connection was lost. Whether it did what it was asked is not known."), cause),
        NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or IOException => Refused(
            verb,
            "there is no connection to the server. Check that it is up and can be reached by the host and the port of the connection string, and that the pool "
                + "(Maximum Pool Size) is large enough. The store goes on by itself.",
            cause,
            mayPassSoon: true),
        ObjectDisposedException disposed when disposed.ObjectName != typeof(PostgreSqlStore).FullName => Refused(
            verb, "its data source was disposed. If the application disposed it, it must not while sessions are served.", cause, mayPassSoon: false),
        _ => null,
    };

    // An error is an answer: the statement was undone. But a server that ends a connection may have come to the commit, and so may one that a pooler has lost.
    private static StoreException OfServer(string verb, PostgresException server, bool isSent) =>
        isSent && (server.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown || server.SqlState[..2] == "08")
            ? new StoreUnavailableException(Told(verb, "the server ended the connection. Whether it did what it was asked is not known."), server)
            : Refused(verb, Remedy(server.SqlState), server, MayPassSoon(server.SqlState));

    // By the class of the error (appendix A of PostgreSQL's manual): of connections (08), of transactions (25, 40), of operators (57).
    private static bool MayPassSoon(string state) => state[..2] is "08" or "25" or "40" or "57"
        || state is PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.OutOfMemory
            or PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement;

    private static string Remedy(string state) => state switch
    {
        PostgresErrorCodes.InsufficientPrivilege => "the user lacks permission. Grant what docs/guide/postgresql.md lists.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName =>
            "its tables are not there, or not as this version needs them. Run the statements that docs/guide/postgresql.md shows how to print, or let the "
            + "store run them (PostgreSqlStoreOptions.CreatesTables).",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "the server refused the user or the password. Check the connection string; the store goes on by itself.",
        PostgresErrorCodes.InvalidCatalogName => "there is no such database. Check the connection string, or create it.",
        PostgresErrorCodes.TooManyConnections =>
            "the server takes no more connections. Lower Maximum Pool Size of the connection strings, or raise max_connections; the store goes on by itself.",
        PostgresErrorCodes.DiskFull => "the server's disk is full. Free some space; the store goes on by itself.",
        PostgresErrorCodes.OutOfMemory => "the server has no memory left. The store goes on by itself.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            "the server is a standby, or may only be read. Name the primary (Target Session Attributes=primary); the store goes on by itself.",
        PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement =>
            "a pooler mixed up prepared statements. Set PostgreSqlStoreOptions.Prepares to false, or pool by session.",
        PostgresErrorCodes.QueryCanceled => "a call took longer than the server (statement_timeout) or this node (PostgreSqlStoreOptions.CallTimeout) allows.",
        _ when state.StartsWith("57P", StringComparison.Ordinal) => "the server stops or starts. The store goes on by itself.",
        _ => "the server reported an error; see the inner exception.",
    };

    private static StoreRefusedException Refused(string verb, string remedy, Exception cause, bool mayPassSoon) =>
        new(Told(verb, $"{remedy} Nothing was written."), cause) { MayPassSoon = mayPassSoon };

    private static string Told(string verb, string remedy) => $"The PostgreSQL store could not {verb}: {remedy}";
}
