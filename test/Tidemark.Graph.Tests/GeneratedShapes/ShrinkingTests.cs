using Tidemark.Graph.Tests.GeneratedShapes.Graphs;
using Tidemark.Graph.Tests.GeneratedShapes.Laws;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes;

/// <summary>Failures are shrunk to what matters: shown with laws that fail for a known reason.</summary>
public sealed class ShrinkingTests
{
    [Fact]
    public void A_number_in_a_list_is_all_that_is_left()
    {
        var smallest = ShrinkFirst((world, drawn) =>
            Everything(Live(world, drawn)).OfType<List<int>>().Any(list => list.Exists(number => number > 1000)) ? new Failure("planted", "") : null);

        Assert.True(smallest.Size < 3, $"{smallest}");
        Assert.Equal(["root: List<int>"], $"{smallest.Universe}".Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        var list = Assert.IsType<MadeSpec>(smallest.Graph);
        Assert.Single(list.Parts);
        Assert.Empty(smallest.Edits);
    }

    [Fact]
    public void Two_members_that_share_an_instance_are_all_that_is_left()
    {
        var smallest = ShrinkFirst((world, drawn) => IsShared(Live(world, drawn)) ? new Failure("planted", "") : null);

        Assert.InRange(smallest.Universe.Types.Count, 1, 2);
        Assert.InRange(smallest.Size, 1, 9);
        Assert.Single(smallest.Graph.All.OfType<AgainSpec>());
        Assert.Empty(smallest.Edits);
    }

    [Fact]
    public void An_edit_that_matters_stays()
    {
        var smallest = ShrinkFirst((world, drawn) =>
        {
            var maker = new GraphMaker(world);
            var graph = maker.Make(world.RootType, drawn.Graph);
            var before = Everything(graph).OfType<string>().Any(text => text.Contains("new", StringComparison.Ordinal));
            foreach (var edit in drawn.Edits)
                edit.Apply(world, maker);
            var after = Everything(graph).OfType<string>().Any(text => text.Contains("new", StringComparison.Ordinal));
            return after && !before ? new Failure("planted", "") : null;
        });

        Assert.Single(smallest.Edits);
        Assert.True(smallest.Size <= 6, $"{smallest}");
    }

    private static Case ShrinkFirst(Law law)
    {
        var found = Run.FirstFailure(law, 0, 200, 50);
        Assert.NotNull(found);
        return Shrinker.Shrink(law, found.Drawn, found.Failure).Case;
    }

    private static object? Live(World world, Case drawn) => new GraphMaker(world).Make(world.RootType, drawn.Graph);

    private static bool IsShared(object? root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        return Everything(root, all: true).Any(value => value.GetType().Namespace!.StartsWith('U') && !value.GetType().IsValueType && !seen.Add(value));
    }

    // All values that are reached, each as often as it is referred to if all are asked for.
    private static IEnumerable<object> Everything(object? root, bool all = false)
    {
        var kinds = new Dictionary<Type, Kind>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Queue<object?>([root]);
        while (pending.TryDequeue(out var value))
        {
            if (value is null)
                continue;
            var isNew = value.GetType().IsValueType || seen.Add(value);
            if (isNew || all)
                yield return value;
            if (!isNew)
                continue;
            if (!kinds.TryGetValue(value.GetType(), out var kind))
                kinds[value.GetType()] = kind = new Kind(value.GetType());
            foreach (var part in kind.Adapter?.Read(value) ?? kind.Fields.Select(field => field.GetValue(value)))
                pending.Enqueue(part);
        }
    }
}
