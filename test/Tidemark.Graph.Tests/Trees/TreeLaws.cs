using FsCheck;
using FsCheck.Fluent;
using Tidemark.Graph.Tests.Laws;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>The laws of comparing values without their types, held against the compare with a live graph.</summary>
public sealed class TreeLaws
{
    private static readonly GraphPlan<Knot> Plan = new GraphSerializer().PlanOf<Knot>();
    private static readonly GraphSchema One = GraphSchema.Parse(Plan.Schema.Bytes.Span);
    private static readonly GraphSchema Other = GraphSchema.Parse(Plan.Schema.Bytes.Span);

    [Fact]
    public void A_value_and_its_encoding_read_back_are_the_same() => Check(instructions =>
    {
        var bytes = Plan.Encode(new KnotGraph(instructions).Root);
        return IsNothing(Compare(bytes, Plan.Encode(Plan.Decode(bytes)))) && IsNothing(GraphTreeComparison.Of(One.Read(bytes), One.Read(bytes)));
    });

    [Fact]
    public void The_answer_is_that_of_the_compare_with_a_live_graph() => CheckEdits((graph, before) =>
    {
        var found = Compare(before, Plan.Encode(graph.Root));
        return found.IsSame == Plan.Compare(graph.Root, before).IsSame && found.IsSame == found.Changes.Count is 0;
    });

    [Fact]
    public void Each_side_says_the_same_of_the_other() => CheckEdits((graph, before) =>
    {
        var after = Plan.Encode(graph.Root);
        return Compare(before, after).IsSame == Compare(after, before).IsSame;
    });

    [Fact]
    public void A_copy_in_a_second_place_is_not_the_instance_in_the_first() => Check(instructions =>
    {
        var knot = new KnotGraph(instructions).Root;
        var shared = Plan.Encode(new Knot { Left = knot, Right = knot });
        var copied = Plan.Encode(new Knot { Left = knot, Right = Plan.Decode(Plan.Encode(knot)) });
        return Compare(shared, copied).Changes is ["Right"] && Compare(copied, shared).Changes is ["Right"];
    });

    [Fact]
    public void A_copy_is_the_same_graph_in_another_member() => Check(instructions =>
    {
        var knot = new KnotGraph(instructions).Root;
        var tree = One.Read(Plan.Encode(new Knot { Left = knot, Right = Plan.Decode(Plan.Encode(knot)) }));
        return IsNothing(GraphTreeComparison.Of(tree.Find("Left")!, tree.Find("Right")!));
    });

    [Fact]
    public void What_is_named_is_named_by_the_compare_with_a_live_graph_too() => CheckEdits((graph, before) =>
    {
        var live = Plan.Compare(graph.Root, before);
        var found = Compare(before, Plan.Encode(graph.Root));
        return !WasWalkedToItsEnd(live) || found.Changes.All(path => PathCover.Covers(live.Changes, path));
    });

    // An instance that stands in a place before its old one is written there anew: the compare with a live graph names the old one, too.
    [Fact]
    public void What_the_compare_with_a_live_graph_names_is_named_unless_it_is_shared() => CheckEdits((graph, before) =>
    {
        var after = Plan.Encode(graph.Root);
        var (old, now, found) = (One.Read(before), One.Read(after), Compare(before, after));
        return Plan.Compare(graph.Root, before).Changes.All(path => PathCover.IsNamedOrShared(old, now, found, path));
    });

    [Fact]
    public void Every_path_is_found_in_the_tree() => CheckEdits((graph, before) =>
    {
        var found = Compare(before, Plan.Encode(graph.Root));
        var tree = One.Read(before);
        return found.Changes.All(path => PathCover.IsVague(path) || tree.Find(path) is not null);
    });

    [Fact]
    public void Another_order_of_dictionaries_and_sets_is_no_difference() => Check(instructions =>
    {
        var bytes = Plan.Encode(new KnotGraph(instructions).Root);
        return IsNothing(GraphTreeComparison.Of(One.Read(bytes), Shuffling.Of(Other, bytes, new Random(instructions.Length))));
    });

    [Fact]
    public void Another_order_hides_no_difference() => CheckEdits((graph, before) =>
    {
        var after = Plan.Encode(graph.Root);
        return Compare(before, after).IsSame == GraphTreeComparison.Of(One.Read(before), Shuffling.Of(Other, after, new Random(1))).IsSame;
    });

    [Fact]
    public void The_work_is_linear() => CheckEdits((graph, before) =>
    {
        var after = Plan.Encode(graph.Root);
        return Compare(before, after).Work <= 20 * (before.Length + after.Length);
    });

    private static GraphTreeComparison Compare(byte[] left, byte[] right) => GraphTreeComparison.Of(One.Read(left), Other.Read(right), 1000);

    private static bool IsNothing(GraphTreeComparison found) => found is { IsSame: true, Changes.Count: 0, HasMoreChanges: false };

    // A patch with a fingerprint, and a value as a whole, may come of a walk that gave up.
    private static bool WasWalkedToItsEnd(GraphComparison live) =>
        live.IsSame || (live.Changes.Count < GraphComparison.MaxChanges && live.Patch is { } patch && (patch.Bytes.Span[0] & 0x80) == 0);

    private static void CheckEdits(Func<KnotGraph, byte[], bool> law) => Check(instructions =>
    {
        var graph = new KnotGraph(instructions.Skip(2));
        var before = Plan.Encode(graph.Root);
        foreach (var instruction in instructions.Take(2))
            graph.Apply(instruction);
        return law(graph, before);
    });

    private static void Check(Func<int[], bool> law) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(200), Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), law));
}
