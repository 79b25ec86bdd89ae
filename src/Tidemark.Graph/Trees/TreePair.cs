namespace Tidemark.Graph.Trees;

/// <summary>What a compare of two trees knows, wherever in them it is.</summary>
internal sealed class TreePair
{
    // Instances that have an identity in one build only are walked each time they are met. Real ones are met a few times.
    private const int MostPerNode = 64;

    private readonly GraphNode _left;
    private readonly GraphNode _right;
    private long? _mostValues;

    public TreePair(GraphNode left, GraphNode right)
    {
        (_left, _right) = (left, right);
        Types = new TypeAgreement(left, right);
        Leaves = new LeafValues(Types, Work);
        Hashes = new TreeHashes(this, left, right);
        Owners = new OwnerHashes(this, left, right);
    }

    public TreeWork Work { get; } = new();

    public TypeAgreement Types { get; }

    public LeafValues Leaves { get; }

    public TreeHashes Hashes { get; }

    public OwnerHashes Owners { get; }

    public Correspondence Instances { get; } = new();

    public MemberPairs Members { get; } = new();

    /// <summary>
    /// Whether an instance that has an identity in one build only may be walked. Where schemas that somebody invented make a circle of such instances,
    /// this ends it.
    /// </summary>
    public bool TryWalkWithoutIdentity() =>
        Work.Values < (_mostValues ??= Work.Values + (MostPerNode * ((long)TreeParts.CountIn(_left) + TreeParts.CountIn(_right))));
}
