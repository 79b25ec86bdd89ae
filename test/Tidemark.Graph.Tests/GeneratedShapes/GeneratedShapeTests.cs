using System.Globalization;
using Tidemark.Graph.Tests.GeneratedShapes.Laws;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes;

/// <summary>
/// The laws of object graphs over types that nobody wrote. The seeds are fixed. To try others, set <c>TIDEMARK_SHAPES</c> to the first seed
/// of universes; to replay one case, to the seeds of its universe and its graph, as a failure prints them: <c>TIDEMARK_SHAPES=17/103</c>.
/// </summary>
public sealed class GeneratedShapeTests
{
    /// <summary>How many universes are drawn, and how many graphs of each: 100,000 cases, in about 30 seconds of one core.</summary>
    private const int Universes = 500;
    private const int Graphs = 200;

    private const int Batches = 10;

    private static readonly int[] Seeds =
        [.. (Environment.GetEnvironmentVariable("TIDEMARK_SHAPES") ?? "0").Split('/').Select(seed => int.Parse(seed, CultureInfo.InvariantCulture))];

    public static TheoryData<int> AllBatches => Seeds.Length > 1 ? [] : [.. Enumerable.Range(0, Batches)];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(AllBatches))]
    public void The_laws_of_graphs_hold_over_all_shapes(int batch) =>
        Report(Run.FirstFailure(ShapeLaws.Check, Seeds[0] + (batch * (Universes / Batches)), Universes / Batches, Graphs));

    [Fact]
    public void The_laws_of_graphs_hold_for_the_case_asked_for() =>
        Report(Run.FirstFailure(ShapeLaws.Check, Seeds[0], 1, 1, Seeds.ElementAtOrDefault(1)));

    [Fact]
    public void Seeds_give_the_same_case_again()
    {
        var (one, other) = (Case.Draw(UniverseDraw.Of(7), 11), Case.Draw(UniverseDraw.Of(7), 11));

        Assert.Equal($"{one}", $"{other}");
    }

    [Fact]
    public void Most_cases_change_something_and_some_change_nothing()
    {
        var (changed, same, patched) = (0, 0, 0);

        Assert.Null(Run.FirstFailure(Count, 0, 20, 50));

        Assert.InRange(changed, 400, 800);
        Assert.InRange(same, 150, 600);
        Assert.InRange(patched, 100, changed);

        Failure? Count(World world, Case drawn)
        {
            var maker = new Graphs.GraphMaker(world);
            var graph = maker.Make(world.RootType, drawn.Graph);
            var bytes = world.Plan.Encode(graph);
            foreach (var edit in drawn.Edits)
                edit.Apply(world, maker);
            var comparison = world.Plan.Compare(graph, bytes);
            (changed, same, patched) =
                (changed + (comparison.IsSame ? 0 : 1), same + (comparison.IsSame ? 1 : 0), patched + (comparison.Patch is null ? 0 : 1));
            return null;
        }
    }

    private static void Report(Found? found)
    {
        if (found is null)
            return;
        var (smallest, failure) = Shrinker.Shrink(ShapeLaws.Check, found.Drawn, found.Failure);
        Assert.Fail(
            $"""
            {failure.Law}: not so for universe {found.UniverseSeed}, graph {found.GraphSeed} (TIDEMARK_SHAPES={found.UniverseSeed}/{found.GraphSeed}).
            The smallest case like it:
            {smallest}
            {failure.Detail}
            """);
    }
}
