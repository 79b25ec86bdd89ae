using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Wire;

/// <summary>How deep the walks nest on the stack.</summary>
internal static class GraphDepth
{
    /// <summary>Tracked instances deeper than this have their bodies walked later, so a list of 100,000 linked nodes needs no deep stack.</summary>
    public const int Inline = 64;

    /// <summary>No walk nests deeper. Only values without identity, which cannot be put off, can nest deeper than <see cref="Inline"/>.</summary>
    public const int Limit = 256;

    /// <summary>Ends a read whose values nest in each other without being instances, before the stack does.</summary>
    public static void DemandStack(in GraphReader reader)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            reader.Refuse("The payload nests too deep");
    }

    public static GraphException TooDeep(object value) => new(
        $"Immutable values are nested more than {Limit} deep. Use a mutable class for one of the levels, or a flatter structure.", "", value);
}
