namespace Tidemark.Graph;

/// <summary>A graph, or its type, holds something that cannot be state. Nothing was written.</summary>
public sealed class GraphException : Exception
{
    internal GraphException(string message, string path = "", object? offender = null) : base(message)
    {
        Path = path;
        Offender = offender;
    }

    internal GraphException(string message, string path, Exception cause) : base(message, cause) => Path = path;

    /// <summary>Where in the graph, such as <c>Lines[3].Product</c>; empty for the root.</summary>
    public string Path { get; }

    // The instance that was refused: its path is looked up only once somebody needs it, so the walk itself carries none.
    internal object? Offender { get; }
}
