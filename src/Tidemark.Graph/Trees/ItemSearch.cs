namespace Tidemark.Graph.Trees;

/// <summary>
/// Finds which items that look alike belong together: by the counterparts of what they hold, and where that leaves a choice, by trying, as
/// long as there is something to waste.
/// </summary>
internal sealed class ItemSearch(TreePair trees, int nesting, long deadline)
{
    // In a try within tries within a try, items are taken as they come.
    private const int MostNested = 3;

    private readonly List<(int Left, int Right)> _found = [];

    /// <summary>Whether all items found their partner.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>The pairs that are still to be walked; those that were tried are done.</summary>
    public IReadOnlyList<(int Left, int Right)> Find(LookalikeItems items)
    {
        var holdsInstances = false;
        var left = items.Left.Hashes(items.OfLeft, trees, ref holdsInstances);
        var right = items.Right.Hashes(items.OfRight, trees, ref holdsInstances);
        foreach (var (ones, others) in HashJoin.Of(left, right))
        {
            IsComplete &= ones.Count == others.Count;
            if (holdsInstances && ones.Count > 1 && others.Count > 1 && nesting < MostNested)
                Search(items, [.. ones.Select(one => items.OfLeft[one])], [.. others.Select(other => items.OfRight[other])]);
            else
                _found.AddRange(ones.Zip(others, (one, other) => (items.OfLeft[one], items.OfRight[other])));
        }

        return _found;
    }

    private bool IsLate => trees.Work.IsSpent || trees.Work.Steps >= deadline;

    // First among those that the same refers to, then among what is left.
    private void Search(LookalikeItems items, int[] ones, int[] others)
    {
        var (lefts, rights) = (new List<int>(), new List<int>());
        var groups = HashJoin.Of(items.Left.OwnerHashes(ones, trees), items.Right.OwnerHashes(others, trees));
        foreach (var (left, right) in groups.OrderBy(group => group.Left.Count))
            Search(items, [.. left.Select(at => ones[at])], [.. right.Select(at => others[at])], lefts, rights);
        var missed = new List<int>();
        Search(items, [.. lefts], [.. rights], missed, rights);
        IsComplete &= missed.Count == 0;
    }

    private void Search(LookalikeItems items, int[] ones, int[] others, List<int> restOfOnes, List<int> restOfOthers)
    {
        var free = new LinkedList<int>(others);
        var byKey = ByKey(items.Right, free);
        foreach (var one in ones)
        {
            if (Partner(items, one, free, byKey) is { } partner)
                free.Remove(partner);
            else
                restOfOnes.Add(one);
        }

        restOfOthers.AddRange(free);
    }

    // A bag may hold an instance more than once.
    private static Dictionary<GraphNode, Stack<LinkedListNode<int>>> ByKey(TreeItems items, LinkedList<int> free)
    {
        var byKey = new Dictionary<GraphNode, Stack<LinkedListNode<int>>>(ReferenceEqualityComparer.Instance);
        for (var candidate = free.First; candidate is not null; candidate = candidate.Next)
        {
            var key = items.KeyAt(candidate.Value).Target;
            if (!byKey.TryGetValue(key, out var candidates))
                byKey[key] = candidates = new Stack<LinkedListNode<int>>();
            candidates.Push(candidate);
        }

        return byKey;
    }

    // What was tried before may have told: items refer to each other.
    private LinkedListNode<int>? Partner(
        LookalikeItems items, int left, LinkedList<int> free, Dictionary<GraphNode, Stack<LinkedListNode<int>>> byKey)
    {
        if (trees.Instances.CounterpartOf(items.Left.KeyAt(left).Target) is { } known)
        {
            while (byKey.TryGetValue(known, out var candidates) && candidates.TryPop(out var only))
            {
                if (only.List is not null)
                    return Try(items, left, only.Value) ? only : null;
            }

            return null;
        }

        for (var candidate = free.First; candidate is not null && !IsLate; candidate = candidate.Next)
        {
            if (Try(items, left, candidate.Value))
                return candidate;
        }

        return null;
    }

    private bool Try(LookalikeItems items, int left, int right)
    {
        var (count, start, paths) = (trees.Instances.Count, trees.Work.Mark(), new TreePaths(0));
        foreach (var pair in items.Pair(left, right))
            new TreeWalk(trees, paths, nesting + 1, Math.Min(deadline, trees.Work.Deadline)).Run(pair);
        if (!paths.HasMore)
            return true;
        trees.Instances.TakeBack(count);
        trees.Work.Waste(start);
        return false;
    }
}
