using System.Buffers;
using Tidemark.Graph.Patches;

namespace Tidemark.Graph;

/// <summary>
/// Ordered splices that turn one baseline into the value that came after it. A patch is well formed by construction: what
/// <see cref="Read"/> returns was walked from end to end. Immutable, and safe for all threads.
/// </summary>
public sealed class Patch
{
    private readonly PatchHead _head;

    private Patch(ReadOnlyMemory<byte> bytes, PatchHead head)
    {
        Bytes = bytes;
        _head = head;
    }

    /// <summary>The patch as it is stored and sent; see <c>docs/design/patches.md</c>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>How long the baseline must be, in bytes.</summary>
    public int BaselineLength => _head.BaselineLength;

    /// <summary>How long the value is that the patch makes, in bytes.</summary>
    public int LengthAfter => _head.LengthAfter;

    /// <summary>Reads a patch that nobody vouches for. It is checked to the end, and nothing is allocated on its word.</summary>
    /// <param name="bytes">What <see cref="Bytes"/> was. Kept, not copied: nobody may change them afterwards.</param>
    /// <param name="maxLengthAfter">The longest value the patch may make, in bytes.</param>
    /// <exception cref="GraphFormatException">The bytes are no patch, are damaged, or make a longer value than allowed.</exception>
    public static Patch Read(ReadOnlyMemory<byte> bytes, int maxLengthAfter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLengthAfter);
        var walk = new PatchWalk(bytes.Span);
        if (walk.Head.LengthAfter > maxLengthAfter)
            walk.Refuse($"The patch makes {walk.Head.LengthAfter} bytes, and {maxLengthAfter} are allowed");
        while (walk.MoveNext())
        {
        }

        return new Patch(bytes, walk.Head);
    }

    /// <summary>Whether these bytes can be the baseline: their length, and their fingerprint if the patch bears one.</summary>
    public bool Fits(ReadOnlySpan<byte> baseline) => FaultOf(baseline) is null;

    /// <summary>Makes the value that came after the baseline.</summary>
    /// <exception cref="GraphFormatException">The patch does not fit the baseline; <see cref="Fits"/> asks before.</exception>
    public byte[] Apply(ReadOnlySpan<byte> baseline)
    {
        Check(baseline);
        var value = GC.AllocateUninitializedArray<byte>(LengthAfter);
        Fill(value, baseline);
        return value;
    }

    /// <summary>As <see cref="Apply(ReadOnlySpan{byte})"/>, into a buffer of the caller's.</summary>
    /// <param name="baseline">What the patch was made on.</param>
    /// <param name="output">Gets <see cref="LengthAfter"/> bytes in one piece, or none if the patch does not fit.</param>
    /// <exception cref="GraphFormatException">The patch does not fit the baseline.</exception>
    public void Apply(ReadOnlySpan<byte> baseline, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Check(baseline);
        Fill(output.GetSpan(LengthAfter)[..LengthAfter], baseline);
        output.Advance(LengthAfter);
    }

    /// <summary>Applies patches one after the other: the first to the baseline, each next to what the one before made.</summary>
    /// <param name="baseline">What the first patch was made on; returned as a copy if there is no patch.</param>
    /// <param name="chain">The patches, oldest first.</param>
    /// <exception cref="GraphFormatException">A patch does not fit what was made before it.</exception>
    public static byte[] ApplyAll(ReadOnlySpan<byte> baseline, params ReadOnlySpan<Patch> chain) => PatchChain.Apply(baseline, chain);

    /// <summary>For patches made here, which are well formed.</summary>
    internal static Patch Made(byte[] bytes, PatchHead head) => new(bytes, head);

    internal void Check(ReadOnlySpan<byte> baseline)
    {
        if (FaultOf(baseline) is { } fault)
            throw new GraphFormatException(fault, 0);
    }

    internal void Fill(Span<byte> value, ReadOnlySpan<byte> baseline)
    {
        var walk = new PatchWalk(Bytes.Span);
        while (walk.MoveNext())
        {
            baseline.Slice(walk.Source, walk.Copied).CopyTo(value);
            walk.Inserted.CopyTo(value[walk.Copied..]);
            value = value[(walk.Copied + walk.Inserted.Length)..];
        }
    }

    private string? FaultOf(ReadOnlySpan<byte> baseline)
    {
        if (baseline.Length != BaselineLength)
            return $"The patch is for a baseline of {BaselineLength} bytes, and this one has {baseline.Length}: read the whole value again";
        if (_head.Fingerprint is { } known && known != BaselineFingerprint.Of(baseline))
            return "The patch is for another baseline of the same length: read the whole value again";
        return null;
    }
}
