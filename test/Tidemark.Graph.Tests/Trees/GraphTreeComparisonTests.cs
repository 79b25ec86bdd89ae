using System.Collections.Concurrent;
using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>What is told of two values: small cases of what generated graphs find only now and then.</summary>
public sealed class GraphTreeComparisonTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void A_member_is_named_by_its_path() =>
        Told(Cart.WithLines(5), cart => (cart.Lines[3].Quantity, cart.Coupon) = (7, "new"), "Coupon", "Lines[3].Quantity");

    [Fact]
    public void A_list_that_was_resized_is_named_as_a_whole()
    {
        Told(Cart.WithLines(5), cart => cart.Lines.RemoveAt(2), "Lines");
        Told(Cart.WithLines(5), cart => cart.Lines.Add(new CartLine()), "Lines");
    }

    [Fact]
    public void A_list_in_another_order_differs_where_it_does() => Told(new List<int> { 1, 2, 3 }, list => list.Reverse(), "[0]", "[2]");

    [Fact]
    public void An_entry_that_came_or_went_names_the_dictionary_and_one_that_changed_itself()
    {
        Told(Letters(), letters => letters.Add("new", new LinkedNode(9)), "");
        Told(Letters(), letters => letters.Remove("b"), "");
        Told(Letters(), letters => letters["c"].Number = 9, "[2].Number");
        Told(Letters(), letters => letters["c"] = null!, "[2]");
    }

    [Fact]
    public void Two_references_to_one_object_are_not_two_equal_objects()
    {
        var shared = new LinkedNode(1);
        Told(new List<LinkedNode> { shared, shared }, list => list[1] = new LinkedNode(1), "[1]");
        Told(new List<LinkedNode> { new(1), new(1) }, list => list[1] = list[0], "[1]");
    }

    [Fact]
    public void Objects_that_look_alike_are_told_apart_by_who_refers_to_them() =>
        Told(
            new Pair { One = new LinkedNode(1), Other = new LinkedNode(1), All = [] },
            pair => pair.All = [pair.One!],
            pair => pair.All = [pair.Other!],
            "All");

    [Fact]
    public void A_bag_that_holds_an_object_some_times_holds_it_as_often_in_another_order()
    {
        var plan = _serializer.PlanOf<Bag>();
        var (one, other) = (new LinkedNode(1), new LinkedNode(1));
        var thrice = new Bag { All = new([one, one, one, other, other]) };
        var turned = new Bag { All = new([other, one, other, one, one]) };
        var twice = new Bag { All = new([one, one, other, other, new LinkedNode(1)]) };

        Assert.True(Compare(plan, thrice, turned).IsSame);
        Assert.Equal(["All"], Compare(plan, thrice, twice).Changes);
        Assert.True(Compare(plan, new Bag { First = one, All = thrice.All }, new Bag { First = one, All = turned.All }).IsSame);
        Assert.Equal(["All"], Compare(plan, new Bag { First = one, All = thrice.All }, new Bag { First = other, All = thrice.All }).Changes);
    }

    [Fact]
    public void Keys_that_look_alike_are_told_apart_by_what_else_refers_to_them()
    {
        var (one, other) = (new LinkedNode(1), new LinkedNode(1));
        SameInAnyOrder(new List<Dictionary<LinkedNode, int>>
        {
            new() { [one] = 0, [other] = 0 },
            new() { [other] = 0, [new LinkedNode(1)] = 0, [new LinkedNode(1)] = 0 },
        });
        SameInAnyOrder(new PriorityQueue<LinkedNode, int>([(one, 1), (one, 1), (other, 1), (other, 2)]));
    }

    [Fact]
    public void Parts_of_one_tree_are_compared_like_any_other()
    {
        var ring = Ring(6);
        var tree = Read(_serializer.PlanOf<HashSet<LinkedNode>>(), [.. ring]);
        var first = tree.Find("[0]")!;

        Assert.True(GraphTreeComparison.Of(first, tree.Find("[0].Next")!).IsSame);
        Assert.True(GraphTreeComparison.Of(first, first).IsSame);
        ring[3].Number = 9;
        tree = Read(_serializer.PlanOf<HashSet<LinkedNode>>(), [.. ring]);
        Assert.Equal(
            ["Next.Next.Number", "Next.Next.Next.Number"],
            GraphTreeComparison.Of(tree.Find("[0]")!, tree.Find("[0].Next")!).Changes);
    }

    [Fact]
    public void Rings_that_look_alike_are_found_in_a_set_by_trying()
    {
        var plan = _serializer.PlanOf<HashSet<LinkedNode>>();
        HashSet<LinkedNode> threeThenFour = [.. Ring(3), .. Ring(4)];
        HashSet<LinkedNode> fourThenThree = [.. Ring(4), .. Ring(3)];
        HashSet<LinkedNode> twoThenFive = [.. Ring(2), .. Ring(5)];

        Assert.True(Compare(plan, threeThenFour, fourThenThree).IsSame);
        Assert.Equal([""], Compare(plan, threeThenFour, twoThenFive).Changes);
    }

    [Fact]
    public void Doubles_go_by_their_bits_and_decimals_by_their_digits()
    {
        Told(new List<double> { 0.0, double.NaN }, list => list[0] = -0.0, "[0]");
        Told(new List<double> { 0.0, double.NaN }, list => list[1] = double.NaN);
        Told(new List<double> { 0.0, double.NaN }, list => list[1] = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0001), "[1]");
        Told(new List<decimal> { 1.0m }, list => list[0] = 1.00m, "[0]");
        Told(new List<object> { 1.0m }, list => list[0] = 1.00m, "[0]");
        Told(new HashSet<decimal> { 1.0m, 2m }, set => Exchange(set, 1.0m, 1.00m), "");
        Told(new HashSet<double> { 0.0, 1 }, set => Exchange(set, 0.0, -0.0), "");
    }

    [Fact]
    public void No_more_paths_are_told_than_are_wanted()
    {
        var plan = _serializer.PlanOf<int[]>();

        var found = Compare(plan, new int[100], [.. Enumerable.Repeat(1, 100)]);
        Assert.Equal(GraphTreeComparison.DefaultMaxChanges, found.Changes.Count);
        Assert.True(found.HasMoreChanges);
        Assert.False(found.IsSame);

        var exact = GraphTreeComparison.Of(Read(plan, new int[3]), Read(plan, [1, 1, 1]), 3);
        Assert.Equal(["[0]", "[1]", "[2]"], exact.Changes);
        Assert.False(exact.HasMoreChanges);
    }

    [Fact]
    public void A_path_through_many_nodes_ends_where_it_should_and_does_not_grow_without_end()
    {
        var (first, last) = Chain(100_000);
        var plan = _serializer.PlanOf<LinkedNode>();
        var before = Read(plan, first);
        last.Number++;

        var path = Assert.Single(GraphTreeComparison.Of(before, Read(plan, first)).Changes);

        Assert.StartsWith("\u2026.Next.Next", path, StringComparison.Ordinal);
        Assert.EndsWith(".Next.Number", path, StringComparison.Ordinal);
        Assert.InRange(path.Length, 1, 2000);
    }

    private static (LinkedNode First, LinkedNode Last) Chain(int length)
    {
        var first = new LinkedNode(0);
        var last = first;
        for (var i = 1; i < length; i++)
            last = last.Next = new LinkedNode(i) { Previous = last };
        return (first, last);
    }

    private static LinkedNode[] Ring(int length)
    {
        var (first, last) = Chain(length);
        (last.Next, first.Previous) = (first, last);
        var nodes = new List<LinkedNode>();
        for (var node = first; nodes.Count < length; node = node.Next!)
            nodes.Add(node);
        nodes.ForEach(node => node.Number = 0);
        return [.. nodes];
    }

    private static Dictionary<string, LinkedNode> Letters() => new() { ["a"] = new(1), ["b"] = new(2), ["c"] = new(3) };

    private static void Exchange<T>(HashSet<T> set, T gone, T come)
    {
        set.Remove(gone);
        set.Add(come);
    }

    private void Told<T>(T graph, Action<T> change, params string[] paths) => Told(graph, _ => { }, change, paths);

    private void Told<T>(T graph, Action<T> first, Action<T> change, params string[] paths)
    {
        var plan = _serializer.PlanOf<T>();
        first(graph);
        var before = Read(plan, graph);
        change(graph);

        var found = GraphTreeComparison.Of(before, Read(plan, graph));

        Assert.Equal(paths, found.Changes);
        Assert.Equal(paths.Length == 0, found.IsSame);
    }

    private void SameInAnyOrder<T>(T graph)
    {
        var plan = _serializer.PlanOf<T>();
        var bytes = plan.Encode(graph);
        for (var seed = 0; seed < 50; seed++)
        {
            var found = GraphTreeComparison.Of(plan.Schema.Read(bytes), Shuffling.Of(plan.Schema, bytes, new Random(seed)));
            Assert.True(found.IsSame, $"seed {seed}: {string.Join(", ", found.Changes)}");
        }
    }

    private static GraphTreeComparison Compare<T>(GraphPlan<T> plan, T left, T right) => GraphTreeComparison.Of(Read(plan, left), Read(plan, right));

    private static GraphNode Read<T>(GraphPlan<T> plan, T graph) => GraphSchema.Parse(plan.Schema.Bytes.Span).Read(plan.Encode(graph));

    private sealed class Bag
    {
        public LinkedNode? First { get; set; }

        public ConcurrentBag<LinkedNode> All { get; set; } = [];
    }

    private sealed class Pair
    {
        public LinkedNode? One { get; set; }

        public LinkedNode? Other { get; set; }

        public HashSet<LinkedNode> All { get; set; } = [];
    }
}
