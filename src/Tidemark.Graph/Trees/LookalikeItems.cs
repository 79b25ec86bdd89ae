using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Trees;

/// <summary>Items of two collections without order that look alike, so that which of them belong together is open.</summary>
/// <param name="Left">The items of one collection.</param>
/// <param name="Right">Those of the other.</param>
/// <param name="OfLeft">Which ones.</param>
/// <param name="OfRight">Which ones.</param>
/// <param name="Place">The place of the collection.</param>
internal readonly record struct LookalikeItems(
    TreeItems Left, TreeItems Right, ArraySegment<int> OfLeft, ArraySegment<int> OfRight, NodeStep? Place)
{
    /// <summary>What is to be compared of two items that belong together.</summary>
    public IEnumerable<NodePair> Pair(int left, int right)
    {
        yield return new NodePair(Left.KeyAt(left), Right.KeyAt(right), Place, null, left);
        if (Left.ValueAt(left) is { } value && Right.ValueAt(right) is { } other)
            yield return new NodePair(value, other, Place, null, left);
    }
}
