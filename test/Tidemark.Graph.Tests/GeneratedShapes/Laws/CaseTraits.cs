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
    public static CaseTraits Of(Case drawn)
    {
        var traits = default(CaseTraits);
        foreach (var shape in ShapesOf(drawn).OfType<FamilyShape>())
        {
            var family = shape.Family;
            traits = new CaseTraits(
                traits.MayReorder || family.Has(Trait.Reorders),
                traits.Allocates || family.Has(Trait.Allocates),
                traits.IsGuessed || (family.Has(Trait.AnyOrder) && shape.All.Skip(1).Any(part => HasIdentity(part, family))));
        }

        return traits;
    }

    private static IEnumerable<TypeShape> ShapesOf(Case drawn) =>
        drawn.Edits.SelectMany(edit => edit.Specs).Append(drawn.Graph).SelectMany(spec => spec.All)
            .Select(spec => spec is MadeSpec made ? made.Shape : null).OfType<TypeShape>().Concat(drawn.Universe.Shapes);

    // Of dictionaries only the keys are paired, but which of their arguments a type is part of is not looked at: it is enough to be careful.
    private static bool HasIdentity(TypeShape part, Family family) => part switch
    {
        LeafShape leaf => leaf.Leaf.IsTracked,
        AnyShape => true,
        DeclaredShape => true,
        FamilyShape made => !made.Family.Has(Trait.Made) && !made.Family.Has(Trait.InPlace),
        _ => family.Has(Trait.Reorders),
    };
}
