using Tidemark.Graph.Tests.GeneratedShapes.Graphs;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Laws;

/// <summary>Types, a graph of them, changes of it, and a number for what else a law draws.</summary>
internal sealed record Case(Universe Universe, Spec Graph, IReadOnlyList<Edit> Edits, int Salt)
{
    /// <summary>The case of a seed in a universe that was drawn.</summary>
    public static Case Draw(Universe universe, int seed)
    {
        var random = new Random(seed);
        var specs = new SpecDraw(universe, random);
        var graph = specs.Root();
        return new Case(universe, graph, new EditDraw(universe, specs, random).Draw(), seed);
    }

    /// <summary>How much there is to read.</summary>
    public int Size => Universe.Types.Sum(type => 1 + type.Members.Count) + Graph.All.Count() + Edits.Count;

    public override string ToString() => string.Join(
        Environment.NewLine, [$"{Universe}", $"graph: {Graph}", .. Edits.Select(edit => $"edit: {edit}"), $"salt: {Salt}"]);
}

/// <summary>A law that does not hold, and how.</summary>
internal sealed record Failure(string Law, string Detail);

/// <summary>Checks one case; null if all is well.</summary>
internal delegate Failure? Law(World world, Case drawn);
