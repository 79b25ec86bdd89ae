namespace Tidemark.Graph.Trees;

/// <summary>
/// Hashes of what refers to an instance, by which those that hold the same are told apart. They are a hint only: what refers to an instance may
/// differ where the instance does not.
/// </summary>
internal sealed class OwnerHashes(TreePair trees, GraphNode left, GraphNode right)
{
    private Dictionary<GraphNode, ulong>? _instances;

    /// <summary>The hash of what refers to a value, or else to the instances that it holds.</summary>
    public ulong Of(GraphNode? node)
    {
        if (node is null)
            return 0;
        var known = _instances ??= HashInstances();
        if (trees.Types.IdentityOf(node.Target) == Identity.Kept)
            return known.GetValueOrDefault(node.Target);
        var sum = 0UL;
        foreach (var held in HeldBy(node))
            sum += SeededHash.Share(known.GetValueOrDefault(held));
        return sum;
    }

    private Dictionary<GraphNode, ulong> HashInstances()
    {
        var start = trees.Work.Mark();
        var owners = TreeParts.AllIn(left).Concat(TreeParts.AllIn(right))
            .Where(node => trees.Types.IdentityOf(node) == Identity.Kept)
            .Concat([left.Target, right.Target])
            .Distinct((IEqualityComparer<GraphNode>)ReferenceEqualityComparer.Instance)
            .ToList();
        var hashes = new Dictionary<GraphNode, ulong>(ReferenceEqualityComparer.Instance);
        for (var round = 0; round < TreeHashes.Rounds; round++)
        {
            var before = hashes;
            hashes = new Dictionary<GraphNode, ulong>(before.Count, ReferenceEqualityComparer.Instance);
            foreach (var owner in owners)
            {
                var share = SeededHash.Share(SeededHash.Combine(trees.Hashes.Of(owner).Hash, before.GetValueOrDefault(owner)));
                foreach (var held in HeldBy(owner))
                    hashes[held] = hashes.GetValueOrDefault(held) + share;
            }
        }

        trees.Work.Keep(start);
        return hashes;
    }

    private IEnumerable<GraphNode> HeldBy(GraphNode owner)
    {
        var pending = new Stack<GraphNode>([owner.Target]);
        while (pending.TryPop(out var node))
        {
            foreach (var part in TreeParts.Of(node))
            {
                trees.Work.Step();
                if (trees.Types.IdentityOf(part.Target) == Identity.Kept)
                    yield return part.Target;
                else if (part is not GraphReference)
                    pending.Push(part);
            }
        }
    }
}
