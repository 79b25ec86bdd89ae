namespace Tidemark.Graph;

/// <summary>No value.</summary>
public sealed class GraphNull : GraphNode
{
    private GraphNull() : base(null)
    {
    }

    internal static GraphNull Instance { get; } = new();
}
