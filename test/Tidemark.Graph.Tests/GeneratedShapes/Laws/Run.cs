using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Laws;

/// <summary>Draws universes and graphs by consecutive seeds, and holds a law against all of them.</summary>
internal static class Run
{
    // One assembly of many universes: writing and loading one takes longer than the types in it.
    private const int PerAssembly = 20;

    /// <summary>The first failure, with the seeds of its universe and its graph; null if there is none.</summary>
    public static Found? FirstFailure(Law law, int firstUniverse, int universes, int graphs, int firstGraph = 0)
    {
        for (var batch = 0; batch < universes; batch += PerAssembly)
        {
            var seeds = Enumerable.Range(firstUniverse + batch, Math.Min(PerAssembly, universes - batch)).ToArray();
            var worlds = Foundry.Make([.. seeds.Select(UniverseDraw.Of)]);
            foreach (var (index, world) in worlds.Index())
            {
                for (var graph = firstGraph; graph < firstGraph + graphs; graph++)
                {
                    var drawn = Case.Draw(world.Universe, graph);
                    if (law(world, drawn) is { } failure)
                        return new Found(seeds[index], graph, drawn, failure);
                }
            }
        }

        return null;
    }
}

/// <summary>A failure as it was drawn.</summary>
internal sealed record Found(int UniverseSeed, int GraphSeed, Case Drawn, Failure Failure);
