namespace Tidemark.Stores;

/// <summary>
/// The end of one attribute's chain: all that a store has to know of it to say whether a patch fits, and what the chain's end is after it.
/// </summary>
/// <param name="Version">The session's version when the attribute last changed.</param>
/// <param name="Length">How many bytes the value has there, all patches applied.</param>
/// <param name="Patches">How many patches stand between the base and here.</param>
public readonly record struct ChainEnd(StateVersion Version, int Length, int Patches)
{
    /// <summary>
    /// The most patches of one chain. Nodes send a new base long before; this keeps one that does not from making a chain that nobody can
    /// afford to read.
    /// </summary>
    public const int MaxPatches = 1024;

    /// <summary>The end of a chain that is only its base.</summary>
    public static ChainEnd OfBase(StateVersion version, int length) => new(version, length, 0);

    /// <summary>Whether a patch was made on this, and there is room for it.</summary>
    public bool Takes(PatchedValue patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return Version == patch.On && Length == patch.LengthBefore && Patches < MaxPatches;
    }

    /// <summary>The end after a patch that this takes was appended.</summary>
    public ChainEnd Append(PatchedValue patch, StateVersion version)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return new ChainEnd(version, patch.LengthAfter, Patches + 1);
    }
}
