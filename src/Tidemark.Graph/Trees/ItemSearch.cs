namespace Tidemark.Graph.Trees;

/// <summary>
/// Finds which items that look alike belong together: by the counterparts of what they hold, and where that leaves a choice, by trying, as
/// long as there is something to waste.
/// </summary>
internal sealed class ItemSearch(TreePair trees, int nesting)
{
    // In a try within tries within a try, items are taken as they come.
    private const int MostNested = 3;

    private readonly List<(int Left, int Right)> _found = [];

    /// <summary>Whether all items found their partner.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>The pairs that are still to be walked; those that were tried are done.</summary>
    public IReadOnlyList<(int Left, int Right)> Find(LikeItems items)
    {
        var (holdsInstances, before) = (false, trees.Hashes.Work);
        var left = items.Left.Hashes(items.OfLeft, trees, ref holdsInstances);
        var right = items.Right.Hashes(items.OfRight, trees, ref holdsInstances);
        if (holdsInstances)
            trees.Work.Waste(trees.Hashes.Work - before);
        foreach (var (ones, others) in HashJoin.Of(left, right))
        {
            IsComplete &= ones.Count == others.Count;
            if (holdsInstances && ones.Count > 1 && others.Count > 1 && nesting < MostNested)
                Search(items, ones, others);
            else
                _found.AddRange(ones.Zip(others, (one, other) => (items.OfLeft[one], items.OfRight[other])));
        }

        return _found;
    }

    private void Search(LikeItems items, ArraySegment<int> ones, ArraySegment<int> others)
    {
        var free = new LinkedList<int>(others.Select(other => items.OfRight[other]));
        var byKey = new Dictionary<GraphNode, LinkedListNode<int>>(ReferenceEqualityComparer.Instance);
        for (var candidate = free.First; candidate is not null; candidate = candidate.Next)
            byKey[items.Right.KeyAt(candidate.Value).Target] = candidate;
        foreach (var one in ones)
        {
            if (Partner(items, items.OfLeft[one], free, byKey) is not { List: not null } partner)
            {
                IsComplete = false;
                return;
            }

            free.Remove(partner);
        }
    }

    // What was tried before may have told: items refer to each other.
    private LinkedListNode<int>? Partner(LikeItems items, int left, LinkedList<int> free, Dictionary<GraphNode, LinkedListNode<int>> byKey)
    {
        if (trees.Instances.CounterpartOf(items.Left.KeyAt(left).Target) is { } known)
            return byKey.TryGetValue(known, out var only) && Try(items, left, only.Value) ? only : null;
        for (var candidate = free.First; candidate is not null && !trees.Work.IsSpent; candidate = candidate.Next)
        {
            if (Try(items, left, candidate.Value))
                return candidate;
        }

        return null;
    }

    private bool Try(LikeItems items, int left, int right)
    {
        var (count, start) = (trees.Instances.Count, trees.Work.Steps);
        var paths = new TreePaths(0);
        foreach (var pair in items.Pair(left, right))
            new TreeWalk(trees, paths, nesting + 1, trees.Work.Deadline).Run(pair);
        if (!paths.HasMore)
            return true;
        trees.Instances.TakeBack(count);
        trees.Work.Waste(1 + trees.Work.Steps - start);
        return false;
    }
}
