namespace Tidemark.Graph.Trees;

/// <summary>
/// Hashes of what values hold, by which elements without order are found. An instance with an identity has the hash of its own content and
/// that of the instances around it, as far as <see cref="Rounds"/>: so cycles end, and so does sharing.
/// </summary>
internal sealed class TreeHashes(TreePair trees, GraphNode left, GraphNode right)
{
    /// <summary>How many references away an instance still shows in a hash.</summary>
    public const int Rounds = 4;

    private readonly Dictionary<GraphNode, ItemHash> _values = new(ReferenceEqualityComparer.Instance);
    private Dictionary<GraphNode, ulong>? _instances;

    private static IEqualityComparer<GraphNode> ByReference => ReferenceEqualityComparer.Instance;

    /// <summary>The hash of a value, whatever instances correspond.</summary>
    public ItemHash Of(GraphNode node) => OfPart(node, OfInstance, _values);

    /// <summary>The hash that an item is found by: that of its counterpart if it has one, else that of its content.</summary>
    public ulong OfKey(GraphNode node, TreeSide side) =>
        trees.Instances.NumberOf(node.Target, side) is { } number ? SeededHash.Share((ulong)number) : Of(node).Hash;

    /// <summary>
    /// The hash of a value in which each instance that has a counterpart is known by that; in which others, but for the value itself, are as in
    /// <see cref="Of"/>.
    /// </summary>
    public ItemHash OfKnown(GraphNode node, TreeSide side)
    {
        var (target, known, start) = (node.Target, new Dictionary<GraphNode, ItemHash>(ByReference), trees.Work.Mark());
        var hash = trees.Types.IdentityOf(target) == Identity.Kept && trees.Instances.NumberOf(target, side) is null
            ? OfContent(target, OfOther, known) with { HoldsInstances = true }
            : OfPart(target, OfOther, known);
        trees.Work.Waste(start);
        return hash;

        ulong OfOther(GraphNode instance) =>
            trees.Instances.NumberOf(instance, side) is { } number ? SeededHash.Share((ulong)number) : OfInstance(instance);
    }

    private ulong OfInstance(GraphNode instance) => (_instances ??= HashInstances())[instance];

    private Dictionary<GraphNode, ulong> HashInstances()
    {
        var start = trees.Work.Mark();
        var found = TreeParts.AllIn(left).Concat(TreeParts.AllIn(right))
            .Where(node => trees.Types.IdentityOf(node) == Identity.Kept)
            .Distinct(ByReference)
            .ToList();
        var hashes = found.ToDictionary(instance => instance, instance => SeededHash.Of(instance.TypeName), ByReference);
        for (var round = 0; round < Rounds; round++)
        {
            var (before, known) = (hashes, new Dictionary<GraphNode, ItemHash>(ByReference));
            hashes = new Dictionary<GraphNode, ulong>(before.Count, ByReference);
            foreach (var instance in found)
                hashes.Add(instance, OfContent(instance, next => before[next], known).Hash);
        }

        trees.Work.Keep(start);
        return hashes;
    }

    private ItemHash OfPart(GraphNode part, Func<GraphNode, ulong> ofInstance, Dictionary<GraphNode, ItemHash> known)
    {
        var target = part.Target;
        switch (trees.Types.IdentityOf(target))
        {
            case Identity.Kept:
                return new ItemHash(ofInstance(target), HoldsInstances: true);
            case Identity.InOneBuild:
                return new ItemHash(SeededHash.Of(target.TypeName), HoldsInstances: true);
        }

        if (target is GraphNull)
            return default;
        if (target is GraphLeaf leaf)
            return new ItemHash(trees.Leaves.HashOf(leaf), HoldsInstances: false);
        if (!known.TryGetValue(target, out var hash))
            known[target] = hash = OfContent(target, ofInstance, known);
        return hash;
    }

    // Values in place may nest deeper than the stack: what holds others stands before them in the list, and is hashed after them.
    private ItemHash OfContent(GraphNode top, Func<GraphNode, ulong> ofInstance, Dictionary<GraphNode, ItemHash> known)
    {
        List<GraphNode> nested = [top];
        for (var i = 0; i < nested.Count; i++)
        {
            foreach (var part in TreeParts.Of(nested[i]))
            {
                trees.Work.Step();
                if (part is GraphObject or GraphSequence or GraphEntries && trees.Types.IdentityOf(part) == Identity.None && !known.ContainsKey(part))
                    nested.Add(part);
            }
        }

        var content = new ContentHash(trees.Leaves, part => OfPart(part, ofInstance, known));
        for (var i = nested.Count - 1; i > 0; i--)
            known[nested[i]] = content.Of(nested[i]);
        return content.Of(top);
    }
}

/// <summary>The hash of a value, and whether it is, or holds, instances with an identity.</summary>
internal readonly record struct ItemHash(ulong Hash, bool HoldsInstances);
