namespace Tidemark.Sqlite.Tests;

/// <summary>A directory of its own for one test's database, gone with it.</summary>
public sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tidemark-sqlite-");

    public string Folder => _directory.FullName;

    public string Path => System.IO.Path.Combine(_directory.FullName, "sessions.db");

    public void Dispose() => _directory.Delete(recursive: true);
}
