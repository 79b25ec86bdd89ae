using System.Collections.ObjectModel;
using FsCheck;
using FsCheck.Fluent;
using Tidemark.Graph.Schemas;
using Tidemark.Graph.Tests.Laws;
using Tidemark.Graph.Tests.Models;
using Money = Tidemark.Graph.Tests.Models.Money;

namespace Tidemark.Graph.Tests.Schemas;

public sealed class GenericReadingTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void A_graph_of_every_sort_of_sharing_is_written_again_byte_for_byte()
    {
        var plan = _serializer.PlanOf<Knot>();
        var schema = GraphSchema.Parse(plan.Schema.Bytes.Span);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(200), Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), instructions =>
        {
            var bytes = plan.Encode(new KnotGraph(instructions).Root);
            var tree = GraphTree.Read(schema, bytes);
            return NodeWriter.Write(tree.Root, schema, long.MaxValue, out var numbered).AsSpan().SequenceEqual(bytes) && numbered.SequenceEqual(tree.Tracked);
        }));
    }

    [Fact]
    public void Every_path_of_a_difference_is_found_in_the_tree()
    {
        var plan = _serializer.PlanOf<Knot>();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(100), Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), instructions =>
        {
            var graph = new KnotGraph(instructions.Skip(1));
            var bytes = plan.Encode(graph.Root);
            foreach (var instruction in instructions.Take(1))
                graph.Apply(instruction);
            var changes = plan.Compare(graph.Root, bytes).Changes;
            var tree = plan.Schema.Read(bytes);
            return changes.All(path => path.Contains('\u2026') || tree.Find(path) is not null);
        }));
    }

    [Fact]
    public void Values_are_found_by_path()
    {
        var order = new Order { Payment = new InvoicePayment(new Money(5, "EUR"), new Address("Elm", 1)), Anything = DayOfWeek.Friday };
        order.Things.AddRange(["text", null, (1, 'x'), order.Payment, new Dictionary<string, List<int>> { ["a"] = [7, 8] }, order]);
        var plan = new GraphSerializer(new GraphOptions { KnownTypes = { typeof(DayOfWeek) } }).PlanOf<Order>();

        var tree = GraphSchema.Parse(plan.Schema.Bytes.Span).Read(plan.Encode(order));

        Assert.Equal("EUR", ((GraphLeaf)tree.Find("Payment.Amount.Currency")!).Value);
        Assert.Equal(5m, ((GraphLeaf)tree.Find("Things[3].Amount.Amount")!).Value);
        Assert.Equal(5, ((GraphLeaf)tree.Find("Anything")!).Value);
        Assert.Equal("System.DayOfWeek", tree.Find("Anything")!.TypeName);
        Assert.IsType<GraphNull>(tree.Find("Things[1]"));
        Assert.Equal('x', ((GraphLeaf)tree.Find("Things[2].Item2")!).Value);
        Assert.Equal(8, ((GraphLeaf)tree.Find("Things[4][0][1]")!).Value);
        Assert.Same(tree, tree.Find("Things[5]"));
        Assert.Same(tree, tree.Find(""));
        Assert.Null(tree.Find("Things[6]"));
        Assert.Null(tree.Find("Payment.Amount.Curr"));
        Assert.Null(tree.Find("[0]"));
        Assert.Null(tree.Find("Things[x"));
    }

    [Fact]
    public void A_list_of_100_000_linked_nodes_is_read_written_and_told_without_a_deep_stack()
    {
        var first = new LinkedNode(0);
        var last = first;
        for (var i = 1; i < 100_000; i++)
            last = last.Next = new LinkedNode(i) { Previous = last };
        last.Next = first;
        var plan = _serializer.PlanOf<LinkedNode>();
        var bytes = plan.Encode(first);

        var tree = GraphTree.Read(plan.Schema, bytes);

        Assert.Equal(bytes, NodeWriter.Write(tree.Root, plan.Schema, long.MaxValue, out _));
        Assert.Equal(100_000, tree.Tracked.Count);
        Assert.Contains("  Number: Int32 99999\n", tree.Root.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_array_of_numbers_is_not_a_node_for_each()
    {
        var plan = _serializer.PlanOf<byte[]>();
        var bytes = plan.Encode(new byte[10_000_000]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var tree = (GraphSequence)plan.Schema.Read(bytes);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 11_000_000);
        Assert.Equal(10_000_000, tree.Elements.Count);
        Assert.Equal((byte)0, ((GraphLeaf)tree.Elements[^1]).Value);
    }

    [Fact]
    public void A_collection_that_wraps_itself_has_no_elements()
    {
        var plan = _serializer.PlanOf<ReadOnlyCollection<int>>();
        byte[] payload = [.. plan.Encode(new([1])).AsSpan(0, 10), 1, 5];

        var tree = plan.Schema.Read(payload);

        Assert.Null(tree.Find("[0]"));
        Assert.EndsWith("content: #1\n", tree.ToString(), StringComparison.Ordinal);
        Assert.Throws<GraphSchemaException>(() => _serializer.PlanOf<int[]>().Translate(payload, plan.Schema));
    }

    [Fact]
    public void A_payload_of_another_schema_is_refused()
    {
        var cart = _serializer.PlanOf<Cart>();

        var refused = Assert.Throws<GraphFormatException>(() => cart.Schema.Read(_serializer.PlanOf<Order>().Encode(new Order())));

        Assert.Contains("and was to be read by", refused.Message);
        Assert.Throws<GraphFormatException>(() => cart.Schema.Read([1, 2, 3]));
    }

    [Fact]
    public void Damaged_payloads_end_in_a_tree_or_in_one_typed_error()
    {
        var random = new Random(Environment.TickCount);
        var order = new Order { Payment = new InvoicePayment(new Money(5, "EUR"), new Address("Elm", 1)), Anything = 42 };
        order.Things.AddRange(["text", null, 7, new object(), new List<int> { 1, 2 }, order.Payment, order, Tuple.Create(1, order)]);
        var plan = _serializer.PlanOf<Order>();
        var bytes = plan.Encode(order);
        for (var i = 0; i < 50_000; i++)
        {
            var damaged = Hostile.Mutation.Of(bytes, bytes, random);
            if (damaged.Length >= 10)
                bytes.AsSpan(0, 10).CopyTo(damaged);
            try
            {
                plan.Schema.Read(damaged);
            }
            catch (GraphFormatException)
            {
            }
        }
    }
}
