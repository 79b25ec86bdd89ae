using Microsoft.Data.Sqlite;

namespace Tidemark.Sqlite;

/// <summary>How a file of an older version, or a new one, comes to have the tables of <see cref="SchemaSteps"/>.</summary>
internal static class SqliteSchema
{
    public static int Version => SchemaSteps.First + SchemaSteps.All.Count;

    /// <summary>Brings the file to this version, in one transaction.</summary>
    /// <exception cref="StoreRefusedException">The file is of a newer version, or of one before the first release.</exception>
    public static void Ensure(SqliteConnection connection)
    {
        if (Read(connection) == Version)
            return;

        using var transaction = connection.BeginTransaction(deferred: false);
        // Read again: another process may have brought it up meanwhile.
        var found = Read(connection);
        if (found > Version)
        {
            throw new StoreRefusedException(
                $"The SQLite store cannot use its file: a newer version of Tidemark made it (schema {found}; this one knows {Version}). "
                + "Update this application, or give it a file of its own.");
        }

        if (found is > 0 and <= SchemaSteps.First)
        {
            throw new StoreRefusedException(
                $"The SQLite store cannot use its file: a version of Tidemark from before the first release made it (schema {found}; this one knows "
                + $"{Version}). Its sessions cannot be taken over. Stop all processes that use it, and move the file and its -wal and -shm files away.");
        }

        foreach (var step in SchemaSteps.All.Skip(Math.Max(found - SchemaSteps.First, 0)))
            Execute(connection, step);
        Execute(connection, $"UPDATE tidemark_schema SET version = {Version}");
        transaction.Commit();
    }

    /// <summary>Checks that the file is of this version, and leaves it as it is.</summary>
    /// <exception cref="StoreRefusedException">It is not.</exception>
    public static void Demand(SqliteConnection connection)
    {
        var found = Read(connection);
        if (found == 0)
            throw new StoreRefusedException("The SQLite store cannot use its file: it has no tables of Tidemark, and may be another program's.");
        if (found != Version)
        {
            throw new StoreRefusedException(
                $"The SQLite store cannot use its file: another version of Tidemark made it (schema {found}; this one knows {Version}). Use the version that "
                + "the application has.");
        }
    }

    private static int Read(SqliteConnection connection) =>
        Scalar(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'tidemark_schema'") == 0
            ? 0
            : Scalar(connection, "SELECT version FROM tidemark_schema");

    private static int Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt32(command.ExecuteScalar());
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
