using Tidemark.Graph.Forms;
using Tidemark.Graph.Schemas;

namespace Tidemark.Graph;

/// <summary>A dictionary or the like.</summary>
public sealed class GraphEntries : GraphNode
{
    internal GraphEntries(Form form) : base(form)
    {
    }

    /// <summary>The entries in the order they are written.</summary>
    public IReadOnlyList<GraphEntry> Entries { get; internal set; } = [];

    internal CollectionHead Head { get; set; }
}
