namespace Tidemark;

/// <summary>
/// How long the chain of an attribute is in the store, as its holder knows it from reads and its own commits; and when the holder has to
/// replace it by a new base. The store appends whatever fits, so this bounds what a node reads that knows nothing: half as much again as the
/// value that was the base, in a handful of pieces.
/// </summary>
/// <param name="BaseLength">The bytes of the base.</param>
/// <param name="Patches">How many patches there are.</param>
/// <param name="PatchBytes">The bytes of all of them.</param>
internal readonly record struct ChainMeasure(int BaseLength, int Patches, long PatchBytes)
{
    /// <summary>The most patches that a holder leaves in a chain.</summary>
    public const int MostPatches = 16;

    public static ChainMeasure OfBase(int length) => new(length, 0, 0);

    public ChainMeasure Append(int patchLength) => new(BaseLength, Patches + 1, PatchBytes + patchLength);

    /// <summary>Whether one more patch is better than a new base.</summary>
    public bool HasRoomFor(int patchLength) => Append(patchLength) is var next && next.Patches <= MostPatches && next.PatchBytes <= BaseLength / 2;
}
