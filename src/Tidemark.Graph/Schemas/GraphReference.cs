namespace Tidemark.Graph;

/// <summary>The same instance as one that stands elsewhere in the tree.</summary>
public sealed class GraphReference : GraphNode
{
    internal GraphReference(GraphNode to) : base(to.Form)
    {
        To = to;
        to.IsShared = true;
    }

    /// <summary>The instance.</summary>
    public GraphNode To { get; }
}
