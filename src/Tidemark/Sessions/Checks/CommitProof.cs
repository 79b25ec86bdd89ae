using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// Proves before a commit is sent that every node will be able to read what it makes of an attribute, and will read the live value. A patch that does
/// not hold is replaced by the whole value; a whole value that cannot be read is refused.
/// </summary>
internal static class CommitProof
{
    /// <exception cref="SessionAttributeException">What is written of a value cannot be read again. Nothing was sent.</exception>
    public static IReadOnlyList<Difference> Prove(ILogger log, StateKey key, ClientState state, IReadOnlyList<Difference> differences)
    {
        var proven = new Difference[differences.Count];
        for (var i = 0; i < proven.Length; i++)
            proven[i] = Prove(log, key, state.Obtain(differences[i].Name), differences[i]);
        return proven;
    }

    public static Difference Prove(ILogger log, StateKey key, AttributeSlot slot, Difference difference)
    {
        if (slot.Live is not { } live || difference is Removal)
            return difference;
        if (difference is WholeValue sent)
        {
            EnsureReadable(slot.Name, live, sent.Value);
            return sent;
        }

        var whole = AttributeFaults.Encode(live, slot.Name);
        if (FaultOf(slot, live, (PatchedValue)difference, whole) is not { } fault)
            return difference;
        EnsureReadable(slot.Name, live, whole);
        log.PatchRefuted(slot.Name, live.Type, key, PathIn(slot, live), fault);
        return slot.Replace(whole);
    }

    private static string? FaultOf(AttributeSlot slot, LiveValue live, PatchedValue patch, ReadOnlyMemory<byte> whole)
    {
        if (slot.Patched(patch) is not { } made)
            return "It does not fit the stored value.";

        // A serialiser may write a value differently each time.
        return live.FaultOf(made.Span, SerializerHead.IsOn(made.Span) ? null : whole);
    }

    private static void EnsureReadable(string attribute, LiveValue live, ReadOnlyMemory<byte> whole)
    {
        if (live.FaultOf(whole.Span, null) is { } fault)
            throw AttributeFaults.NotReadable(attribute, live.Type, fault);
    }

    private static string PathIn(AttributeSlot slot, LiveValue live) =>
        slot.Stored is { } stored && stored.TryRead(out var before) && live.Compare(before.Span)?.FirstDifference is { Length: > 0 } path
            ? path
            : "the value itself";
}
