using FsCheck;
using FsCheck.Fluent;

namespace Tidemark.Graph.Tests.Laws;

/// <summary>The laws of encode, decode and compare over graphs with sharing, cycles, derived types and null in every place.</summary>
public sealed class GraphLaws
{
    private static readonly GraphPlan<Knot> Plan = new GraphSerializer().PlanOf<Knot>();

    [Fact]
    public void A_decoded_graph_encodes_to_the_same_bytes() => Check(instructions =>
    {
        var bytes = Plan.Encode(new KnotGraph(instructions).Root);
        return Plan.Encode(Plan.Decode(bytes)).AsSpan().SequenceEqual(bytes);
    });

    [Fact]
    public void A_graph_is_same_as_its_own_bytes_and_so_is_what_they_decode_to() => Check(instructions =>
    {
        var root = new KnotGraph(instructions).Root;
        var bytes = Plan.Encode(root);
        return Plan.Compare(root, bytes).IsSame && Plan.Compare(Plan.Decode(bytes), bytes).IsSame;
    });

    [Fact]
    public void Comparing_an_unchanged_graph_allocates_nothing() => Check(instructions =>
    {
        var root = new KnotGraph(instructions).Root;
        var bytes = Plan.Encode(root);
        Plan.Compare(root, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Plan.Compare(root, bytes);
        return GC.GetAllocatedBytesForCurrentThread() == before;
    });

    [Fact]
    public void Compare_says_same_if_and_only_if_the_bytes_would_be_the_same() => Check(instructions =>
    {
        var graph = new KnotGraph(instructions.Skip(1));
        var bytes = Plan.Encode(graph.Root);
        foreach (var instruction in instructions.Take(1))
            graph.Apply(instruction);
        var same = Plan.Encode(graph.Root).AsSpan().SequenceEqual(bytes);

        // A removed and added key may leave other bytes for the same dictionary: then compare knows better.
        return Plan.Compare(graph.Root, bytes).IsSame == same || IsReordered(graph.Root, bytes);
    });

    [Fact]
    public void What_compare_answers_makes_the_live_graph_of_the_baseline() => Check(instructions =>
    {
        var graph = new KnotGraph(instructions.Skip(instructions.Length / 2));
        var baseline = Plan.Encode(graph.Root);
        foreach (var instruction in instructions.Take(instructions.Length / 2))
            graph.Apply(instruction);
        var found = Plan.Compare(graph.Root, baseline);
        var after = found.IsSame ? baseline : found.Patch?.Apply(baseline) ?? found.Whole!.Value.ToArray();
        return Plan.Compare(graph.Root, after).IsSame && Plan.Compare(Plan.Decode(after), Plan.Encode(graph.Root)).IsSame;
    });

    [Fact]
    public void Keys_removed_and_added_again_are_no_change() => Check(instructions =>
    {
        var root = new KnotGraph(instructions).Root;
        var bytes = Plan.Encode(root);
        foreach (var key in root.Named.Keys.Where((_, index) => index % 2 == 0).ToArray())
        {
            var value = root.Named[key];
            root.Named.Remove(key);
            root.Named.TrimExcess();
            root.Named.Add(key, value);
        }

        return Plan.Compare(root, bytes).IsSame;
    });

    private static bool IsReordered(Knot root, byte[] bytes) =>
        Plan.Encode(root).Order().SequenceEqual(bytes.Order()) && Plan.Compare(root, bytes).IsSame;

    private static void Check(Func<int[], bool> law) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(200), Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), law));
}
