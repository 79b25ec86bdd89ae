using FsCheck;
using FsCheck.Fluent;
using Tidemark.Graph.Tests.Laws;
using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests;

/// <summary>Which instances a graph has, where they are, and which could change.</summary>
public sealed class InstancesTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void A_graph_has_each_of_its_instances_once_wherever_and_how_often_they_stand()
    {
        var plan = _serializer.PlanOf<Knot>();
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), instructions =>
        {
            var graph = new KnotGraph(instructions);
            var instances = plan.InstancesOf(graph.Root);
            var knots = instances.OfType<Knot>().ToHashSet<object>(ReferenceEqualityComparer.Instance);
            return instances.Distinct(ReferenceEqualityComparer.Instance).Count() == instances.Count
                && knots.SetEquals(Reachable(graph.Root))
                && instances.All(instance => GraphPlan<Knot>.PathTo(graph.Root, instance) != "\u2026");
        }));
    }

    [Fact]
    public void An_instance_is_told_by_its_shortest_path()
    {
        var leaf = new Tree();
        var root = new Tree { Left = new Tree { Right = new Tree { Left = leaf } }, Right = new Tree { Left = leaf } };

        Assert.Equal("Right.Left", GraphPlan<Tree>.PathTo(root, leaf));
        Assert.Equal("", GraphPlan<Tree>.PathTo(root, root));
        Assert.Equal("\u2026", GraphPlan<Tree>.PathTo(root, new Tree()));
    }

    [Fact]
    public void What_stands_in_a_tuple_has_a_path_too()
    {
        var refused = Assert.Throws<GraphException>(() => _serializer.PlanOf<(int, object)[]>().Encode([(1, 2), (3, new MemoryStream())]));

        Assert.Equal("[1].Item2", refused.Path);
    }

    [Fact]
    public void Values_without_identity_are_no_instances()
    {
        Assert.Empty(_serializer.PlanOf<string>().InstancesOf("text"));
        Assert.Empty(_serializer.PlanOf<int>().InstancesOf(1));
        Assert.Empty(_serializer.PlanOf<Tree?>().InstancesOf(null));
        Assert.Single(_serializer.PlanOf<Tree>().InstancesOf(new Tree { Name = "text" }));
    }

    [Fact]
    public void A_graph_that_holds_no_state_is_refused()
    {
        Assert.Throws<GraphException>(() => _serializer.PlanOf<object[]>().InstancesOf([new MemoryStream()]));
        Assert.Single(_serializer.PlanOf<object[]>().InstancesOf([1]));
    }

    [Fact]
    public void Types_that_cannot_be_state_may_be_immutable_all_the_same()
    {
        Assert.True(_serializer.IsImmutable(typeof(string)));
        Assert.True(_serializer.IsImmutable(typeof(Address)));
        Assert.True(_serializer.IsImmutable(typeof(Handle)));
        Assert.False(_serializer.IsImmutable(typeof(Tree)));
        Assert.False(_serializer.IsImmutable(typeof(Action)));
        Assert.False(_serializer.IsImmutable(typeof(Stream)));
    }

    private static HashSet<object> Reachable(Knot root)
    {
        var found = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Knot?>([root]);
        while (pending.TryPop(out var knot))
        {
            if (knot is null || !found.Add(knot))
                continue;
            Knot?[] next = [knot.Left, knot.Right, knot.Anything as Knot, knot.Pair.First, .. knot.List, .. knot.Named.Values, .. knot.Array ?? []];
            foreach (var other in next)
                pending.Push(other);
        }

        return found;
    }

    [SessionImmutable]
    private sealed class Handle
    {
        public IntPtr Value { get; set; }
    }
}
