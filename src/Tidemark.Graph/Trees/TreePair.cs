namespace Tidemark.Graph.Trees;

/// <summary>What a compare of two trees knows, wherever in them it is.</summary>
internal sealed class TreePair
{
    public TreePair(GraphNode left, GraphNode right)
    {
        Leaves = new LeafValues(areOfTwoBuilds: !ReferenceEquals(left.Form, right.Form));
        Hashes = new TreeHashes(Leaves, left, right);
    }

    public LeafValues Leaves { get; }

    public TreeHashes Hashes { get; }

    public Correspondence Instances { get; } = new();

    public MemberPairs Members { get; } = new();

    public TreeWork Work { get; } = new();
}
