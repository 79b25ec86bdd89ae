using Microsoft.Data.Sqlite;

namespace Tidemark.Sqlite;

/// <summary>A connection of a <see cref="SqliteFile"/>, which knows how many of them it has.</summary>
internal sealed class FileConnection(string connectionString) : SqliteConnection(connectionString)
{
    private Action? _closing;

    /// <summary>Counts how often the file was given up since the store began: connections of before are to another file.</summary>
    public int Generation { get; private set; }

    /// <summary>When it was last looked whether its files are still there.</summary>
    public long Looked { get; set; }

    /// <summary>It is open, and is to say when it will be no more.</summary>
    public void Opened(int generation, Action closing) =>
        (Generation, Looked, _closing) = (generation, TimeProvider.System.GetTimestamp(), closing);

    protected override void Dispose(bool disposing)
    {
        // Before it closes: the last one takes its log away, and the next one makes another.
        Interlocked.Exchange(ref _closing, null)?.Invoke();
        base.Dispose(disposing);
    }
}
