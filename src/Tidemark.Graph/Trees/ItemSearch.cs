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
        var free = new LinkedList<int>(others);
        foreach (var one in ones)
        {
            var candidate = free.First;
            while (candidate is not null && !trees.Work.IsSpent && !Try(items, items.OfLeft[one], items.OfRight[candidate.Value]))
                candidate = candidate.Next;
            if (candidate is null || trees.Work.IsSpent)
            {
                IsComplete = false;
                return;
            }

            free.Remove(candidate);
        }
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
