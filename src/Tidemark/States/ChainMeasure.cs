namespace Tidemark;

/// <summary>
/// How long the chain of an attribute is in the store, as its holder knows it from reads and its own commits; and when the holder has to
/// replace it by a new base. The store appends whatever fits, so this bounds what a node reads that knows nothing: half as much again as the
/// value that was the base, in pieces of which there may be the more the larger the base is, since that has to be sent again after them.
/// </summary>
/// <param name="BaseLength">The bytes of the base.</param>
/// <param name="Patches">How many patches there are.</param>
/// <param name="PatchBytes">The bytes of all of them.</param>
internal readonly record struct ChainMeasure(int BaseLength, int Patches, long PatchBytes)
{
    /// <summary>The most patches that a holder leaves in any chain.</summary>
    public const int MostPatches = 512;

    private const int FewestPatches = 16;
    private const int BaseBytesPerPatch = 32;

    public static ChainMeasure OfBase(int length) => new(length, 0, 0);

    public ChainMeasure Append(int patchLength) => new(BaseLength, Patches + 1, PatchBytes + patchLength);

    /// <summary>Whether one more patch is better than a new base. So a new base costs some 32 bytes for each change since the last one.</summary>
    public bool HasRoomFor(int patchLength) => Append(patchLength) is var next && next.Patches <= Limit && next.PatchBytes <= BaseLength / 2;

    private int Limit => Math.Clamp(BaseLength / BaseBytesPerPatch, FewestPatches, MostPatches);
}
