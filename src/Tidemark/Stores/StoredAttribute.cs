namespace Tidemark.Stores;

/// <summary>
/// One attribute as the store holds it, a chain: a base, and the patches since. Or the end of the chain that a node does not know yet:
/// then the base is left out if the node has it.
/// </summary>
/// <param name="Name">The attribute's name.</param>
/// <param name="Version">The session's version when the attribute last changed.</param>
/// <param name="Base">The base; null if it is no newer than the version the node knows.</param>
/// <param name="Patches">The patches that are newer than the version the node knows, oldest first.</param>
public sealed record StoredAttribute(string Name, StateVersion Version, ChainStart? Base, IReadOnlyList<StoredPatch> Patches)
{
    /// <summary>
    /// Why the store gives nothing of it, such as that it is longer than anybody may have stored; then it has no base and no patches here. Default: null.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>An attribute that is only its base.</summary>
    public static StoredAttribute Whole(string name, StateVersion version, ReadOnlyMemory<byte> bytes) =>
        new(name, version, new ChainStart(version, bytes), []);
}

/// <summary>What the patches of a chain build on.</summary>
/// <param name="Version">The session's version when it was written.</param>
/// <param name="Bytes">The whole value at that version. They may be the store's own: never write to them.</param>
public sealed record ChainStart(StateVersion Version, ReadOnlyMemory<byte> Bytes);

/// <summary>One patch of a chain.</summary>
/// <param name="Version">The session's version when it was appended: the attribute's version with it.</param>
/// <param name="On">The attribute's version without it: that of the patch before, or of the base.</param>
/// <param name="Bytes">The patch. They may be the store's own: never write to them.</param>
public readonly record struct StoredPatch(StateVersion Version, StateVersion On, ReadOnlyMemory<byte> Bytes);
