namespace Tidemark.Architecture.Tests.Packaging;

/// <summary>A new folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tidemark-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
