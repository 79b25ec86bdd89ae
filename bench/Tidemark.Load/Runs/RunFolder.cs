namespace Tidemark.Load.Runs;

/// <summary>A folder for what a run writes besides its page. It goes with the run, also if the bench is told to end.</summary>
internal sealed class RunFolder : IDisposable
{
    public RunFolder() => AppDomain.CurrentDomain.ProcessExit += OnExit;

    public string Path { get; } = Directory.CreateTempSubdirectory("tidemark-load-").FullName;

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Directory.Delete(Path, recursive: true);
    }

    private void OnExit(object? sender, EventArgs arguments)
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // The apps end only after the bench, and may write to it till then.
        }
    }
}
