using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Trees;

/// <summary>The hash of what a node holds, of the hashes of its parts.</summary>
internal readonly struct ContentHash(LeafValues leaves, Func<GraphNode, ItemHash> ofPart)
{
    public ItemHash Of(GraphNode node) => node switch
    {
        GraphObject value => OfObject(value),
        GraphSequence sequence => OfSequence(sequence),
        GraphEntries entries => OfEntries(entries),
        GraphLeaf leaf => new ItemHash(leaves.HashOf(leaf), HoldsInstances: false),
        _ => default,
    };

    // Two builds may write members in another order, and what one lacks may be nothing in the other.
    private ItemHash OfObject(GraphObject value)
    {
        var (hash, holds) = (SeededHash.Of(value.TypeName), false);
        if (value.Content is { } content)
        {
            var part = ofPart(content);
            (hash, holds) = (SeededHash.Combine(hash, part.Hash), part.HoldsInstances);
        }

        for (var i = 0; i < value.Members.Count; i++)
        {
            var (name, member) = value.Members[i];
            if (leaves.AreOfTwoBuilds && leaves.IsMissing(value.Form!, i, member))
                continue;
            var part = ofPart(member);
            hash += SeededHash.Share(SeededHash.Combine(SeededHash.Of(name), part.Hash));
            holds |= part.HoldsInstances;
        }

        return new ItemHash(hash, holds);
    }

    private ItemHash OfSequence(GraphSequence sequence)
    {
        var (hash, holds) = (SeededHash.Combine(SeededHash.Of(sequence.TypeName), (ulong)sequence.Elements.Count), false);
        foreach (var length in sequence.Lengths)
            hash = SeededHash.Combine(hash, (ulong)length);
        var isUnordered = ElementOrder.IsFree(sequence.Form!);
        if (leaves.AreBytes(sequence.Elements))
            return new ItemHash(SeededHash.Combine(hash, OfPacked((PackedElements)sequence.Elements, isUnordered)), holds);
        var sum = 0UL;
        foreach (var element in sequence.Elements)
        {
            var part = ofPart(element);
            sum = isUnordered ? sum + SeededHash.Share(part.Hash) : SeededHash.Combine(sum, part.Hash);
            holds |= part.HoldsInstances;
        }

        return new ItemHash(SeededHash.Combine(hash, sum), holds);
    }

    private ItemHash OfEntries(GraphEntries entries)
    {
        var (sum, holds) = (0UL, false);
        var isUnordered = ElementOrder.IsFree(entries.Form!);
        foreach (var (key, value) in entries.Entries)
        {
            var (one, other) = (ofPart(key), ofPart(value));
            var entry = SeededHash.Combine(one.Hash, other.Hash);
            sum = isUnordered ? sum + SeededHash.Share(entry) : SeededHash.Combine(sum, entry);
            holds |= one.HoldsInstances || other.HoldsInstances;
        }

        return new ItemHash(SeededHash.Combine(SeededHash.Of(entries.TypeName), sum), holds);
    }

    private static ulong OfPacked(PackedElements elements, bool isUnordered)
    {
        if (!isUnordered)
            return SeededHash.Of(elements.Bytes);
        var (sum, size) = (0UL, elements.Element.FixedSize);
        for (var i = 0; i < elements.Count; i++)
            sum += SeededHash.Share(SeededHash.Of(elements.Bytes.Slice(i * size, size)));
        return sum;
    }
}
