using Tidemark.Graph.Tests.GeneratedShapes.Graphs;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Laws;

/// <summary>Which documented exceptions apply to a case, by the collections that it holds.</summary>
/// <param name="MayReorder">A collection may be decoded in another order.</param>
/// <param name="Allocates">A collection takes memory to be walked.</param>
/// <param name="IsGuessed">
/// Elements that have an identity, and no order, may be paired wrongly: then a graph counts as changed, which is safe, only not minimal.
/// </param>
internal readonly record struct CaseTraits(bool MayReorder, bool Allocates, bool IsGuessed)
{
    public static CaseTraits Of(World world, Case drawn)
    {
        var traits = default(CaseTraits);
        foreach (var spec in drawn.Edits.SelectMany(edit => edit.Specs).Append(drawn.Graph).SelectMany(spec => spec.All))
        {
            if (spec is not MadeSpec { Shape: FamilyShape shape })
                continue;
            traits = new CaseTraits(
                traits.MayReorder || shape.Family.Has(Trait.Reorders),
                traits.Allocates || shape.Family.Has(Trait.Allocates),
                traits.IsGuessed || IsGuess(world, shape));
        }

        return traits;
    }

    // The entries of a dictionary are paired by their keys alone.
    private static bool IsGuess(World world, FamilyShape shape)
    {
        if (!shape.Family.Has(Trait.AnyOrder))
            return false;
        var paired = shape.Family.Has(Trait.Hashes) ? shape.Slots.Take(1) : shape.Slots;
        return paired.Any(slot => world.Resolve(slot) is { } type && world.KindOf(type).HoldsIdentity);
    }
}
