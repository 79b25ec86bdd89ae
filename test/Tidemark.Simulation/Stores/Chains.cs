using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Simulation.Stores;

/// <summary>What the chains of a store come to, put together link by link and without the node's help.</summary>
internal static class Chains
{
    private const int Longest = 1 << 20;

    /// <summary>The value of an attribute; null if it is not there.</summary>
    public static byte[]? Value(PrimaryState? state, string name) =>
        state?.Changed.FirstOrDefault(attribute => attribute.Name == name) is { } attribute ? Value(attribute) : null;

    /// <summary>The value with a patch that is not in the store yet.</summary>
    public static byte[] With(byte[] value, PatchedValue patch) => Patch.Read(patch.Patch, Longest).Apply(value);

    /// <summary>What is wrong with how a chain is linked; null if nothing is.</summary>
    public static string? Fault(StoredAttribute attribute)
    {
        if (attribute.Base is not { } start)
            return "it has no base";
        var version = start.Version;
        foreach (var patch in attribute.Patches)
        {
            if (patch.On != version || patch.Version <= version)
                return $"a patch of {patch.Version} on {patch.On} follows {version}";
            version = patch.Version;
        }

        return version == attribute.Version ? null : $"it ends at {version}";
    }

    private static byte[] Value(StoredAttribute attribute) => Patch.ApplyAll(
        attribute.Base!.Bytes.Span, [.. attribute.Patches.Select(patch => Patch.Read(patch.Bytes, Longest))]);
}
