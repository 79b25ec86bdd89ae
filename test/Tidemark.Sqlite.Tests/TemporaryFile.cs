using Microsoft.Data.Sqlite;

namespace Tidemark.Sqlite.Tests;

/// <summary>A directory of its own for one test's database, gone with it.</summary>
public sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tidemark-sqlite-");

    public string Folder => _directory.FullName;

    public string Path => System.IO.Path.Combine(Folder, "sessions.db");

    public SqliteStore OpenStore(TimeSpan? busyTimeout = null) => new(
        new SqliteStoreOptions { Path = Path, BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(20) }, TimeProvider.System);

    /// <summary>Opens the file beside the store, as another program would.</summary>
    public SqliteConnection OpenDirectly()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}

internal static class SqliteConnectionExtensions
{
    public static object? Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
