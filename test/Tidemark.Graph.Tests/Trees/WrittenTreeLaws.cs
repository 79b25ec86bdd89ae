using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Tidemark.Graph.Schemas;
using Tidemark.Graph.Tests.GeneratedShapes.Graphs;
using Tidemark.Graph.Tests.GeneratedShapes.Laws;
using Tidemark.Graph.Tests.GeneratedShapes.Types;
using Tidemark.Graph.Tests.Golden;
using Tidemark.Graph.Tests.Laws;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>
/// A tree that was read is written as the very bytes it was read from, by its schema alone. TIDEMARK_WRITTEN=seed begins with another universe.
/// </summary>
public sealed class WrittenTreeLaws
{
    private const int Universes = 100;
    private const int Graphs = 100;

    private static readonly int First = int.Parse(Environment.GetEnvironmentVariable("TIDEMARK_WRITTEN") ?? "0", CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(GoldenFileTests.Files), MemberType = typeof(GoldenFileTests))]
    public void A_kept_payload_is_written_as_it_was_read(string version, string name)
    {
        var (payload, schema) = GoldenFileTests.Read(version, name);

        Assert.Equal(payload, Rewritten(schema, payload));
    }

    [Fact]
    public void Graphs_that_are_knots_are_written_as_they_were_read()
    {
        var plan = new GraphSerializer().PlanOf<Knot>();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(200), Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), instructions =>
        {
            var bytes = plan.Encode(new KnotGraph(instructions).Root);
            return Rewritten(plan.Schema, bytes).AsSpan().SequenceEqual(bytes);
        }));
    }

    [Fact]
    public void Graphs_of_all_shapes_are_written_as_they_were_read()
    {
        if (Run.FirstFailure(WrittenAsRead, First, Universes, Graphs) is not { } found)
            return;
        var (smallest, failure) = Shrinker.Shrink(WrittenAsRead, found.Drawn, found.Failure);
        Assert.Fail($"Universe {found.UniverseSeed}, graph {found.GraphSeed}. The smallest case like it:\n{smallest}\n{failure.Detail}");
    }

    [Fact]
    public void A_box_of_nothing_is_not_null()
    {
        var plan = new GraphSerializer().PlanOf<object?[]>();

        Same(plan, [default(System.Collections.Immutable.ImmutableArray<int>), null, default(ArraySegment<int>), default(ReadOnlyMemory<char>)]);
    }

    private static void Same<T>(GraphPlan<T> plan, T graph)
    {
        var bytes = plan.Encode(graph);

        Assert.Equal(bytes, Rewritten(plan.Schema, bytes));
    }

    private static Failure? WrittenAsRead(World world, Case drawn)
    {
        var bytes = world.Plan.Encode(new GraphMaker(world).Make(world.RootType, drawn.Graph));
        var written = Rewritten(world.Plan.Schema, bytes);
        return written.AsSpan().SequenceEqual(bytes)
            ? null
            : new Failure("A tree is written as it was read", $"{Convert.ToHexString(bytes)}\n{Convert.ToHexString(written)}");
    }

    private static byte[] Rewritten(GraphSchema schema, byte[] bytes) =>
        NodeWriter.Write(GraphTree.Read(schema, bytes).Root, schema, long.MaxValue, out _);
}
