using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Trees;

/// <summary>The elements of a set, or the entries of a dictionary, of one tree.</summary>
internal readonly struct TreeItems(GraphNode collection, TreeSide side)
{
    public int Count => collection is GraphSequence sequence ? sequence.Elements.Count : ((GraphEntries)collection).Entries.Count;

    /// <summary>What an item is found by.</summary>
    public GraphNode KeyAt(int index) =>
        collection is GraphSequence sequence ? sequence.Elements[index] : ((GraphEntries)collection).Entries[index].Key;

    /// <summary>What it has besides; null for an element.</summary>
    public GraphNode? ValueAt(int index) => collection is GraphEntries entries ? entries.Entries[index].Value : null;

    /// <summary>The hashes of what all items are found by.</summary>
    public ulong[] KeyHashes(TreePair trees)
    {
        trees.Work.Step(Count);
        var all = new ulong[Count];
        for (var i = 0; i < all.Length; i++)
            all[i] = trees.Hashes.OfKey(KeyAt(i), side);
        return all;
    }

    /// <summary>
    /// The hashes of some items by all they hold, and by what else is there with the same instance as its key: bags and queues may hold one more than
    /// once. And whether any holds an instance.
    /// </summary>
    public ulong[] Hashes(ArraySegment<int> positions, TreePair trees, ref bool holdsInstances)
    {
        var all = new ulong[positions.Count];
        var sums = new Dictionary<GraphNode, ulong>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < all.Length; i++)
        {
            var (key, value) = (KeyAt(positions[i]), ValueAt(positions[i]));
            var (hash, rest) = (trees.Hashes.OfKnown(key, side), value is null ? default : trees.Hashes.OfKnown(value, side));
            all[i] = SeededHash.Combine(hash.Hash, rest.Hash);
            holdsInstances |= hash.HoldsInstances || rest.HoldsInstances;
            if (trees.Types.IdentityOf(key.Target) == Identity.Kept)
                sums[key.Target] = sums.GetValueOrDefault(key.Target) + SeededHash.Share(rest.Hash);
        }

        for (var i = 0; i < all.Length; i++)
            all[i] = SeededHash.Combine(all[i], sums.GetValueOrDefault(KeyAt(positions[i]).Target));
        return all;
    }

    /// <summary>The hashes of what else refers to some items.</summary>
    public ulong[] OwnerHashes(int[] positions, TreePair trees)
    {
        var all = new ulong[positions.Length];
        for (var i = 0; i < all.Length; i++)
            all[i] = SeededHash.Combine(trees.Owners.Of(KeyAt(positions[i])), trees.Owners.Of(ValueAt(positions[i])));
        return all;
    }
}
