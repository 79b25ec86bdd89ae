using Tidemark.Graph.Tests.GeneratedShapes.Graphs;

namespace Tidemark.Graph.Tests.GeneratedShapes.Laws;

/// <summary>Specs and edits that are a step simpler, the simplest first.</summary>
internal static class SpecShrinks
{
    public static IEnumerable<Spec> Of(Spec spec) => spec switch
    {
        NothingSpec => [],
        LeafSpec leaf => Numbers(leaf.Seed).Select(seed => (Spec)(leaf with { Seed = seed })).Prepend(Spec.Nothing),
        MadeSpec made => OfMade(made),
        _ => [Spec.Nothing],
    };

    public static IEnumerable<Edit> Of(Edit edit) => edit switch
    {
        SetEdit set => Of(set.Value).Select(value => set with { Value = value }),
        TextEdit text => Numbers(text.Seed).Select(seed => text with { Seed = seed }),
        ItemsEdit items => Of(items.Item).Select(item => items with { Item = item })
            .Concat(Numbers(items.From).Select(from => items with { From = from }))
            .Concat(Numbers(items.To).Select(to => items with { To = to })),
        _ => [],
    };

    private static IEnumerable<Spec> OfMade(MadeSpec made)
    {
        yield return Spec.Nothing;
        foreach (var part in made.Parts.Select(part => part.Value).OfType<MadeSpec>())
            yield return part;
        for (var size = made.Parts.Count; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= made.Parts.Count; at += size)
                yield return made with { Parts = [.. made.Parts.Take(at), .. made.Parts.Skip(at + size)] };
        }

        if (made.Variant != 0)
            yield return made with { Variant = 0 };
        foreach (var (index, part) in made.Parts.Index())
        {
            foreach (var simpler in Of(part.Value))
                yield return made with { Parts = [.. made.Parts.Take(index), part with { Value = simpler }, .. made.Parts.Skip(index + 1)] };
        }
    }

    private static IEnumerable<uint> Numbers(uint number)
    {
        for (uint step = number; step > 0; step /= 2)
            yield return number - step;
    }
}
