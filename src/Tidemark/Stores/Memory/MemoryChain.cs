namespace Tidemark.Stores;

/// <summary>One attribute of a <see cref="MemorySession"/>. Never changed, only replaced: answers may share its parts.</summary>
internal sealed record MemoryChain(ChainStart Base, StoredPatch[] Patches, ChainEnd End)
{
    public static MemoryChain Of(WholeValue whole, StateVersion version) =>
        new(new ChainStart(version, whole.Value), [], ChainEnd.OfBase(version, whole.Value.Length));

    public MemoryChain Append(PatchedValue patch, StateVersion version) =>
        new(Base, [.. Patches, new StoredPatch(version, patch.On, patch.Patch)], End.Append(patch, version));

    /// <summary>What is newer than a version.</summary>
    public StoredAttribute Since(string name, StateVersion known) => Base.Version > known
        ? new StoredAttribute(name, End.Version, Base, Patches)
        : new StoredAttribute(name, End.Version, null, [.. Patches.Where(patch => patch.Version > known)]);
}
