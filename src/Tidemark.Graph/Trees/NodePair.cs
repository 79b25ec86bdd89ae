using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Trees;

/// <summary>What stands in one place of two trees.</summary>
/// <param name="Left">Of one tree.</param>
/// <param name="Right">Of the other.</param>
/// <param name="Owner">The place of what holds it; null for the root.</param>
/// <param name="Member">The step from there, if it is a member.</param>
/// <param name="Index">The step from there, if it is an element; -1 for none: it stands in the same place.</param>
internal readonly record struct NodePair(GraphNode Left, GraphNode Right, NodeStep? Owner, string? Member = null, int Index = -1)
{
    /// <summary>Its own place.</summary>
    public NodeStep? Place => Member is null && Index < 0 ? Owner : new NodeStep(Owner, Member, Index);
}
