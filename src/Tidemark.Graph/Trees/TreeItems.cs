using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Trees;

/// <summary>The elements of a set, or the entries of a dictionary, of one tree.</summary>
internal readonly struct TreeItems
{
    private readonly GraphNode _collection;

    public TreeItems(GraphNode collection) => _collection = collection;

    public int Count => _collection is GraphSequence sequence ? sequence.Elements.Count : ((GraphEntries)_collection).Entries.Count;

    /// <summary>What an item is found by.</summary>
    public GraphNode KeyAt(int index) =>
        _collection is GraphSequence sequence ? sequence.Elements[index] : ((GraphEntries)_collection).Entries[index].Key;

    /// <summary>What it has besides; null for an element.</summary>
    public GraphNode? ValueAt(int index) => _collection is GraphEntries entries ? entries.Entries[index].Value : null;

    public ulong[] KeyHashes(TreePair trees)
    {
        var all = new ulong[Count];
        for (var i = 0; i < all.Length; i++)
            all[i] = trees.Hashes.OfKey(KeyAt(i), trees.Instances);
        return all;
    }

    /// <summary>The hashes of some items by all they hold, and whether any holds an instance.</summary>
    public ulong[] Hashes(ArraySegment<int> positions, TreePair trees, ref bool holdsInstances)
    {
        var all = new ulong[positions.Count];
        for (var i = 0; i < all.Length; i++)
        {
            var hash = trees.Hashes.Of(KeyAt(positions[i]), trees.Instances);
            var value = ValueAt(positions[i]) is { } rest ? trees.Hashes.Of(rest, trees.Instances) : default;
            all[i] = SeededHash.Combine(hash.Hash, value.Hash);
            holdsInstances |= hash.HoldsInstances || value.HoldsInstances;
        }

        return all;
    }

    /// <summary>Whether two are kept as bytes, and these are the same.</summary>
    public static bool AreSameBytes(GraphNode left, GraphNode right, LeafValues leaves) =>
        left is GraphSequence { Elements: PackedElements one } && right is GraphSequence { Elements: PackedElements other }
        && leaves.AreBytes(one) && one.Bytes.SequenceEqual(other.Bytes);
}
