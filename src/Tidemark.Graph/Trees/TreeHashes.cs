using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Trees;

/// <summary>
/// Hashes of what values hold, by which elements without order are found. An instance with an identity has the hash of its own content and
/// that of the instances around it, as far as <see cref="Rounds"/>: so cycles end, and so does sharing.
/// </summary>
internal sealed class TreeHashes(LeafValues leaves, GraphNode left, GraphNode right)
{
    /// <summary>How many references away an instance still shows in a hash.</summary>
    public const int Rounds = 4;

    private readonly Dictionary<GraphNode, ItemHash> _values = new(ReferenceEqualityComparer.Instance);
    private Dictionary<GraphNode, ulong>? _instances;

    /// <summary>How many values were looked at.</summary>
    public long Work { get; private set; }

    /// <summary>The hash of a value, whatever instances correspond.</summary>
    public ItemHash Of(GraphNode node) => Of(node, OfInstance, _values);

    /// <summary>
    /// The hash of a value in which each instance that has a counterpart is known by that. Instances that have none are as in <see cref="Of(GraphNode)"/>, but for
    /// the value itself.
    /// </summary>
    public ItemHash Of(GraphNode node, Correspondence pairs)
    {
        var target = node.Target;
        if (IsTracked(target) && !pairs.TryGetNumber(target, out _))
            return new ItemHash(OfContent(target, instance => OfKnown(instance, pairs), []), HoldsInstances: true);
        return Of(target, instance => OfKnown(instance, pairs), new Dictionary<GraphNode, ItemHash>(ReferenceEqualityComparer.Instance));
    }

    /// <summary>The hash that an item is found by: that of its counterpart if it has one, else that of its content.</summary>
    public ulong OfKey(GraphNode node, Correspondence pairs) =>
        pairs.TryGetNumber(node.Target, out _) ? OfKnown(node.Target, pairs) : Of(node).Hash;

    /// <summary>The hash of an element of those that are kept as bytes.</summary>
    public static ulong OfPacked(PackedElements elements, int index)
    {
        var size = elements.Element.FixedSize;
        return SeededHash.Of(elements.Bytes.Slice(index * size, size));
    }

    private static bool IsTracked(GraphNode node) => node.Form is { IsTracked: true };

    private ulong OfKnown(GraphNode instance, Correspondence pairs) =>
        pairs.TryGetNumber(instance, out var number) ? SeededHash.Share((ulong)number.Value) : OfInstance(instance);

    private ulong OfInstance(GraphNode instance) => (_instances ??= HashInstances())[instance];

    private Dictionary<GraphNode, ulong> HashInstances()
    {
        var found = Instances();
        var hashes = found.ToDictionary(instance => instance, instance => SeededHash.Of(instance.TypeName), NodeIdentity);
        for (var round = 0; round < Rounds; round++)
        {
            var (before, known) = (hashes, new Dictionary<GraphNode, ItemHash>(ReferenceEqualityComparer.Instance));
            hashes = new Dictionary<GraphNode, ulong>(before.Count, NodeIdentity);
            foreach (var instance in found)
                hashes.Add(instance, OfContent(instance, next => before[next], known));
        }

        return hashes;
    }

    private static IEqualityComparer<GraphNode> NodeIdentity => ReferenceEqualityComparer.Instance;

    private List<GraphNode> Instances()
    {
        var found = new List<GraphNode>();
        var seen = new HashSet<GraphNode>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<GraphNode>([left, right]);
        while (pending.TryPop(out var next))
        {
            Work++;
            var node = next.Target;
            if (IsTracked(node))
            {
                if (!seen.Add(node))
                    continue;
                found.Add(node);
            }

            foreach (var part in TreeParts.Of(node))
                pending.Push(part);
        }

        return found;
    }

    private ItemHash Of(GraphNode node, Func<GraphNode, ulong> ofInstance, Dictionary<GraphNode, ItemHash> known)
    {
        var target = node.Target;
        if (IsTracked(target))
            return new ItemHash(ofInstance(target), HoldsInstances: true);
        if (target is GraphNull)
            return default;
        if (target is GraphLeaf leaf)
            return new ItemHash(leaves.HashOf(leaf), HoldsInstances: false);
        if (!known.ContainsKey(target))
            OfContent(target, ofInstance, known);
        return known[target];
    }

    // Values in place may nest deeper than the stack: what holds others stands before them in the list, and is hashed after them.
    private ulong OfContent(GraphNode top, Func<GraphNode, ulong> ofInstance, Dictionary<GraphNode, ItemHash> known)
    {
        List<GraphNode> nested = [top];
        for (var i = 0; i < nested.Count; i++)
        {
            foreach (var part in TreeParts.Of(nested[i]))
            {
                Work++;
                if (part is not (GraphNull or GraphLeaf or GraphReference) && !IsTracked(part) && !known.ContainsKey(part))
                    nested.Add(part);
            }
        }

        for (var i = nested.Count - 1; i >= 0; i--)
            known[nested[i]] = new ContentHash(leaves, part => OfPart(part, ofInstance, known)).Of(nested[i]);
        var hash = known[top].Hash;
        if (IsTracked(top))
            known.Remove(top);
        return hash;
    }

    private ItemHash OfPart(GraphNode part, Func<GraphNode, ulong> ofInstance, Dictionary<GraphNode, ItemHash> known)
    {
        var target = part.Target;
        if (IsTracked(target))
            return new ItemHash(ofInstance(target), HoldsInstances: true);
        return target switch
        {
            GraphNull => default,
            GraphLeaf leaf => new ItemHash(leaves.HashOf(leaf), HoldsInstances: false),
            _ => known[target],
        };
    }
}

/// <summary>The hash of a value, and whether it is, or holds, instances with an identity.</summary>
internal readonly record struct ItemHash(ulong Hash, bool HoldsInstances);
