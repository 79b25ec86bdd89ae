using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Simulation.Stores;

/// <summary>What the chains of a store come to, put together link by link and without the node's help.</summary>
internal static class Chains
{
    private const int Longest = 1 << 20;

    /// <summary>The value of an attribute; null if it is not there, or if its chain has a <see cref="Fault"/>.</summary>
    public static byte[]? Value(PrimaryState? state, string name) =>
        state?.Changed.FirstOrDefault(attribute => attribute.Name == name) is { } attribute && Fault(attribute) is null ? Value(attribute) : null;

    /// <summary>Whether a patch leaves a value as it is.</summary>
    public static bool IsIdle(byte[]? value, PatchedValue patch) =>
        value is not null && Patch.Read(patch.Patch, Longest) is var read && read.Fits(value) && read.Apply(value).AsSpan().SequenceEqual(value);

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

        if (version != attribute.Version)
            return $"it ends at {version}";
        try
        {
            Value(attribute);
            return null;
        }
        catch (GraphFormatException misfit)
        {
            return misfit.Message;
        }
    }

    /// <summary>The value of an attribute whose chain has no <see cref="Fault"/>.</summary>
    public static byte[] Value(StoredAttribute attribute) => Patch.ApplyAll(
        attribute.Base!.Bytes.Span, [.. attribute.Patches.Select(patch => Patch.Read(patch.Bytes, Longest))]);
}
