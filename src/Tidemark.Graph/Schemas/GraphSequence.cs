using Tidemark.Graph.Forms;
using Tidemark.Graph.Schemas;

namespace Tidemark.Graph;

/// <summary>A list, array, set, queue or the like.</summary>
public sealed class GraphSequence : GraphNode
{
    internal GraphSequence(Form form) : base(form)
    {
    }

    /// <summary>The elements in the order they are written; those of an array of several dimensions with the last index running fastest.</summary>
    public IReadOnlyList<GraphNode> Elements { get; internal set; } = [];

    /// <summary>The length of each dimension of an array that has several; else empty.</summary>
    public IReadOnlyList<int> Lengths { get; internal set; } = [];

    internal CollectionHead Head { get; set; }
}
