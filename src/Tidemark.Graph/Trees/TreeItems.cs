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

    /// <summary>The hashes of some items by all they hold, and by how often they are there; and whether any holds an instance.</summary>
    public ulong[] Hashes(ArraySegment<int> positions, TreePair trees, ref bool holdsInstances)
    {
        var (all, times) = (new ulong[positions.Count], TimesOf(positions, trees.Types));
        for (var i = 0; i < all.Length; i++)
        {
            var (key, value) = (KeyAt(positions[i]), ValueAt(positions[i]));
            var (hash, rest) = (trees.Hashes.OfKnown(key, side), value is null ? default : trees.Hashes.OfKnown(value, side));
            all[i] = SeededHash.Combine(SeededHash.Combine(hash.Hash, rest.Hash), (ulong)times.GetValueOrDefault(key.Target));
            holdsInstances |= hash.HoldsInstances || rest.HoldsInstances;
        }

        return all;
    }

    // Bags and queues may hold an instance more than once.
    private Dictionary<GraphNode, int> TimesOf(ArraySegment<int> positions, TypeAgreement types)
    {
        var times = new Dictionary<GraphNode, int>(ReferenceEqualityComparer.Instance);
        foreach (var position in positions)
        {
            var key = KeyAt(position).Target;
            if (types.IdentityOf(key) == Identity.Kept)
                times[key] = times.GetValueOrDefault(key) + 1;
        }

        return times;
    }
}
