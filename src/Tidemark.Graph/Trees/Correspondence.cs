namespace Tidemark.Graph.Trees;

/// <summary>Which instance of one tree stands where which one of the other does: a bijection, made as the walk goes on.</summary>
internal sealed class Correspondence
{
    private readonly Dictionary<GraphNode, (GraphNode Right, int Number)> _there = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<GraphNode, int> _back = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<(GraphNode Left, GraphNode Right)> _trail = new();

    /// <summary>How many pairs there are; to come back to by <see cref="TakeBack"/>.</summary>
    public int Count => _trail.Count;

    /// <summary>Whether two instances can be counterparts, and become so.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <param name="isNew">Whether neither had a counterpart before.</param>
    public bool TryPair(GraphNode left, GraphNode right, out bool isNew)
    {
        isNew = false;
        if (_there.TryGetValue(left, out var known))
            return ReferenceEquals(known.Right, right);
        if (!_back.TryAdd(right, Count))
            return false;
        isNew = true;
        _there.Add(left, (right, Count));
        _trail.Push((left, right));
        return true;
    }

    /// <summary>The number of the pair that an instance belongs to; null if it has no counterpart.</summary>
    public int? NumberOf(GraphNode node, TreeSide side)
    {
        if (side == TreeSide.Left)
            return _there.TryGetValue(node, out var pair) ? pair.Number : null;
        return _back.TryGetValue(node, out var number) ? number : null;
    }

    /// <summary>The counterpart of an instance of the left tree; null if it has none.</summary>
    public GraphNode? CounterpartOf(GraphNode left) => _there.TryGetValue(left, out var known) ? known.Right : null;

    /// <summary>Forgets the pairs that were made since there were <paramref name="count"/>.</summary>
    public void TakeBack(int count)
    {
        while (_trail.Count > count)
        {
            var (left, right) = _trail.Pop();
            _there.Remove(left);
            _back.Remove(right);
        }
    }
}
