using System.Globalization;
using Tidemark.Graph.Tests.GeneratedShapes.Graphs;
using Tidemark.Graph.Tests.GeneratedShapes.Laws;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>
/// The laws of comparing values without their types, over types that nobody wrote. TIDEMARK_TREES=seed begins with another universe.
/// </summary>
public sealed class TreeShapeLaws
{
    private const int Universes = 100;
    private const int Graphs = 40;

    private static readonly int First = int.Parse(Environment.GetEnvironmentVariable("TIDEMARK_TREES") ?? "0", CultureInfo.InvariantCulture);

    [Fact]
    public void The_laws_of_trees_hold_over_all_shapes()
    {
        if (Run.FirstFailure(Check, First, Universes, Graphs) is not { } found)
            return;
        var (smallest, failure) = Shrinker.Shrink(Check, found.Drawn, found.Failure);
        Assert.Fail(
            $"""
            {failure.Law}: not so for universe {found.UniverseSeed} (TIDEMARK_TREES={found.UniverseSeed}), graph {found.GraphSeed}.
            The smallest case like it:
            {smallest}
            {failure.Detail}
            """);
    }

    private static Failure? Check(World world, Case drawn)
    {
        var maker = new GraphMaker(world);
        var graph = maker.Make(world.RootType, drawn.Graph);
        var before = world.Plan.Encode(graph);
        var copy = world.Plan.Decode(before);
        if (AfterNothing(world, drawn, before, world.Plan.Encode(copy)) is { } fault)
            return fault;
        foreach (var edit in drawn.Edits)
            edit.Apply(world, maker);
        return AfterEdits(world, graph, before, copy, CaseTraits.Of(world, drawn).IsGuessed);
    }

    private static Failure? AfterNothing(World world, Case drawn, byte[] bytes, byte[] again)
    {
        if (Compare(world, bytes, again) is { IsSame: false } reread)
            return new Failure("A value and its encoding read back are the same", Told(reread));
        var shuffled = GraphTreeComparison.Of(world.Plan.Schema.Read(bytes), Shuffling.Of(world.Plan.Schema, bytes, new Random(drawn.Salt)));
        return shuffled.IsSame ? null : new Failure("Another order is no difference", Told(shuffled));
    }

    private static Failure? AfterEdits(World world, object? graph, byte[] before, object? copy, bool isGuessed)
    {
        var (verdict, live, after) = (Likeness.Of(world, graph, copy), world.Plan.Compare(graph, before), world.Plan.Encode(graph));
        var (found, back) = (Compare(world, before, after), Compare(world, after, before));
        if (found.IsSame != back.IsSame)
            return new Failure("Each side says the same of the other", $"{Told(found)}, and back {Told(back)}");
        if (verdict != Verdict.Unknown && found.IsSame != (verdict == Verdict.Same))
            return new Failure("The answer is that of two live graphs", $"{verdict}: {Told(found)}");
        if (!isGuessed && found.IsSame != live.IsSame)
            return new Failure("The answer is that of the compare with a live graph", $"<{live.FirstDifference}>: {Told(found)}");
        var isWhole = live.Changes.Count < GraphComparison.MaxChanges && live.Patch is { } patch && (patch.Bytes.Span[0] & 0x80) == 0;
        if (!isGuessed && isWhole && found.Changes.FirstOrDefault(path => !PathCover.Covers(live.Changes, path)) is { } odd
            && !live.Changes.Any(PathCover.IsVague) && !PathCover.IsVague(odd))
        {
            return new Failure("What is named is named by the compare with a live graph too", $"<{odd}>: {string.Join(", ", live.Changes)}");
        }

        var (old, now) = (world.Plan.Schema.Read(before), world.Plan.Schema.Read(after));
        if (!isGuessed && live.Changes.FirstOrDefault(path => !PathCover.IsNamedOrShared(old, now, found, path)) is { } missed)
            return new Failure("What the compare with a live graph names is named, unless it is shared", $"<{missed}>: {Told(found)}");
        return found.Work <= 40 * (before.Length + after.Length) ? null : new Failure("The work is linear", $"{found.Work} for {before.Length} bytes");
    }

    private static GraphTreeComparison Compare(World world, byte[] left, byte[] right) =>
        GraphTreeComparison.Of(world.Plan.Schema.Read(left), world.Plan.Schema.Read(right), 1000);

    private static string Told(GraphTreeComparison found) => found.IsSame ? "the same" : $"<{string.Join("> <", found.Changes)}>";
}
