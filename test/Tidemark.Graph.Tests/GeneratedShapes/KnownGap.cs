using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes;

/// <summary>What the engine is known not to do, each with the smallest case. Take one out, and the suite shows it.</summary>
internal static class KnownGap
{
    /// <summary>
    /// A wrapper in a slot of <see cref="object"/>, or of another interface than it wraps, such as
    /// <c>object A = new ReadOnlyCollection&lt;int&gt;([])</c>, is refused as if it had no codec, unless its type is declared somewhere too: what it
    /// wraps is an interface, which is never in the scope by itself.
    /// </summary>
    public static IReadOnlyList<Family> ImplementationsOf(Family slot) =>
        slot.Name == "IList" ? Families.Implementations : [.. Families.Implementations.Where(family => family.Name is "List" or "Array")];

    /// <inheritdoc cref="ImplementationsOf"/>
    public static bool HoldsWrapper(TypeShape shape) => shape.All.Any(part => part is FamilyShape
    {
        Family.Name: "ReadOnlyDictionary" or "ReadOnlyCollection" or "ReadOnlySet" or "Collection" or "ObservableCollection"
            or "IList" or "IReadOnlyCollection",
    });
}
