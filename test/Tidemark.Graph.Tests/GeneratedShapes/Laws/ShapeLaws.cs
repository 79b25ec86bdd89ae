using Tidemark.Graph.Tests.GeneratedShapes.Graphs;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Laws;

/// <summary>The laws of object graphs, each held against <see cref="Likeness"/> for one drawn case.</summary>
internal sealed class ShapeLaws
{
    private readonly World _world;
    private readonly Case _case;
    private readonly CaseTraits _traits;
    private readonly GraphMaker _maker;

    private ShapeLaws(World world, Case drawn)
    {
        _world = world;
        _case = drawn;
        _traits = CaseTraits.Of(world, drawn);
        _maker = new GraphMaker(world);
    }

    private Plan Plan => _world.Plan;

    /// <summary>All laws; the first that does not hold, or null.</summary>
    public static Failure? Check(World world, Case drawn)
    {
        try
        {
            return new ShapeLaws(world, drawn).Check();
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            var cause = thrown is System.Reflection.TargetInvocationException { InnerException: { } inner } ? inner : thrown;
            return new Failure($"No law throws {cause.GetType().Name}", cause.ToString());
        }
    }

    private Failure? Check()
    {
        var graph = _maker.Make(_world.RootType, _case.Graph);
        var bytes = Plan.Encode(graph);
        var copy = Plan.Decode(bytes);
        if (AfterDecode(graph, bytes, copy) is { } unlike)
            return unlike;
        if (_case.Salt % 16 == 0 && !_traits.Allocates && Plan.AllocatedByCompare(graph, bytes) is var allocated and > 0)
            return new Failure("Comparing an unchanged graph allocates nothing", $"{allocated} bytes");
        if (_case.Salt % 4 == 0 && DamagedBytes.Check(_world, graph, bytes, _case.Salt) is { } crash)
            return crash;

        // Changes come in two lots: what the first makes of the baseline is the baseline of the second.
        var half = (_case.Edits.Count + 1) / 2;
        var missed = AfterChange(graph, ref bytes, copy, _case.Edits.Take(half));
        if (missed is null && half < _case.Edits.Count)
            missed = AfterChange(graph, ref bytes, Plan.Decode(bytes), _case.Edits.Skip(half));
        return missed ?? SingleChange.Check(_world, graph, _case.Salt);
    }

    private Failure? AfterDecode(object? graph, byte[] bytes, object? copy)
    {
        if (Likeness.Of(_world, graph, copy) == Verdict.Different)
            return new Failure("What is decoded is what was encoded", $"{bytes.Length} bytes");
        if (IsChanged(graph, bytes) is { } path)
            return new Failure("A graph is the same as its own bytes", $"differs at <{path}>");
        if (!_traits.MayReorder && !Plan.Encode(copy).AsSpan().SequenceEqual(bytes))
            return new Failure("What is decoded encodes to the same bytes", Convert.ToHexString(bytes));
        if (!_traits.IsGuessed && IsChanged(copy, bytes) is { } otherPath)
            return new Failure("What is decoded is the same as the bytes", $"differs at <{otherPath}>");
        return null;
    }

    private Failure? AfterChange(object? graph, ref byte[] bytes, object? before, IEnumerable<Edit> edits)
    {
        foreach (var edit in edits)
            edit.Apply(_world, _maker);
        var verdict = Likeness.Of(_world, graph, before);
        var comparison = Plan.Compare(graph, bytes);
        if (verdict == Verdict.Unknown)
            return comparison.IsSame ? null : AfterPatch(graph, ref bytes, comparison);
        if (comparison.IsSame && verdict == Verdict.Different)
            return new Failure("A change is seen", Convert.ToHexString(bytes));
        if (comparison.IsSame)
            return comparison is { Patch: null, Whole: null, Changes.Count: 0 } ? null : new Failure("The same has no difference", "");
        if (verdict == Verdict.Same && !(_traits.IsGuessed && !Plan.Encode(graph).AsSpan().SequenceEqual(bytes)))
            return new Failure("What is as before is the same", $"differs at <{comparison.FirstDifference}>");
        return AfterPatch(graph, ref bytes, comparison);
    }

    private Failure? AfterPatch(object? graph, ref byte[] bytes, GraphComparison comparison)
    {
        if (comparison.Patch is null == comparison.Whole is null)
            return new Failure("A difference is a patch or the whole value", "");
        if (ChangedPaths.FaultOf(_world, graph, comparison) is { } fault)
            return new Failure("Paths begin at the root", fault);
        var patched = comparison.Patch?.Apply(bytes) ?? comparison.Whole!.Value.ToArray();
        if (Likeness.Of(_world, graph, Plan.Decode(patched)) == Verdict.Different)
            return new Failure("A patched baseline decodes to the live graph", comparison.Patch is null ? "whole value" : "patch");
        bytes = patched;
        return IsChanged(graph, patched) is { } path && !_traits.IsGuessed
            ? new Failure("A live graph is the same as the patched baseline", $"differs at <{path}>")
            : null;
    }

    private string? IsChanged(object? graph, byte[] bytes) => Plan.Compare(graph, bytes).FirstDifference;
}
