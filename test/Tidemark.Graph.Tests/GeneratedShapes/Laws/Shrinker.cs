using Tidemark.Graph.Tests.GeneratedShapes.Graphs;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Laws;

/// <summary>Makes a failing case as small as it gets while the same law fails: first its edits and graph, then its types, and again.</summary>
internal sealed class Shrinker
{
    // Most tries end early. Each new universe is an assembly, and its types are compiled anew.
    private const int MaxTries = 20_000;
    private const int MaxWorlds = 600;

    private readonly Law _law;
    private readonly string _name;
    private World _world;
    private int _tries;
    private int _worlds;

    private Shrinker(Law law, string name, Universe universe)
    {
        _law = law;
        _name = name;
        _world = Foundry.Make([universe])[0];
    }

    /// <summary>The smallest case found, and how it fails.</summary>
    public static (Case Case, Failure Failure) Shrink(Law law, Case drawn, Failure failure)
    {
        var shrinker = new Shrinker(law, failure.Law, drawn.Universe);
        var smallest = shrinker.Shrink(drawn);
        return (smallest, law(Foundry.Make([smallest.Universe])[0], smallest) ?? failure);
    }

    private Case Shrink(Case failing)
    {
        for (Case? before = null; before != failing;)
        {
            before = failing;
            failing = Pass(failing, OfEdits);
            failing = Pass(failing, OfRoot);
            failing = Pass(failing, now => SpecShrinks.Of(now.Graph).Select(graph => now with { Graph = graph }));
            failing = Pass(failing, now => UniverseShrinks.Of(now.Universe).Select(universe => now with { Universe = universe }));
        }

        return failing;
    }

    // A part of the graph alone, with its own type as that of the root.
    private static IEnumerable<Case> OfRoot(Case now) => now.Graph.All.OfType<MadeSpec>().Skip(1).Reverse()
        .Select(part => now with { Graph = part, Universe = now.Universe with { Root = part.Shape } });

    private static IEnumerable<Case> OfEdits(Case now)
    {
        foreach (var (index, edit) in now.Edits.Index())
        {
            yield return now with { Edits = [.. now.Edits.Take(index), .. now.Edits.Skip(index + 1)] };
            foreach (var simpler in SpecShrinks.Of(edit))
                yield return now with { Edits = [.. now.Edits.Take(index), simpler, .. now.Edits.Skip(index + 1)] };
        }
    }

    // After a success it goes on at the same place of the smaller case: what did not help before rarely helps later.
    private Case Pass(Case failing, Func<Case, IEnumerable<Case>> simpler)
    {
        var index = 0;
        while (_tries < MaxTries && _worlds < MaxWorlds)
        {
            if (simpler(failing).Skip(index).FirstOrDefault() is not { } candidate)
                break;
            if (Fails(candidate))
                failing = candidate;
            else
                index++;
        }

        return failing;
    }

    private bool Fails(Case candidate)
    {
        _tries++;
        try
        {
            if (!ReferenceEquals(candidate.Universe, _world.Universe))
            {
                _worlds++;
                var world = Foundry.Make([candidate.Universe])[0];
                if (_law(world, candidate)?.Law != _name)
                    return false;
                _world = world;
                return true;
            }

            return _law(_world, candidate)?.Law == _name;
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return false;
        }
    }
}
