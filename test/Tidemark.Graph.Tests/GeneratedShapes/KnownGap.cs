using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes;

/// <summary>What the engine is known not to do, each with the smallest case. Take one out, and the suite shows it.</summary>
internal static class KnownGap
{
    /// <summary>
    /// A collection of a read-only interface in a slot of <see cref="object"/>, such as
    /// <c>object A = new List&lt;IReadOnlyCollection&lt;int&gt;&gt;()</c>, is refused unless its type is declared somewhere too: interfaces are in the scope
    /// only by declaration, but for those that the framework's wrappers wrap.
    /// </summary>
    public static bool HoldsInterface(TypeShape shape) => shape.All.Any(part => part is FamilyShape { Family.Name: "IReadOnlyCollection" });
}
