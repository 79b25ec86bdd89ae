using System.Buffers;

namespace Tidemark.Graph.Patches;

/// <summary>Applies patches in order. What lies between the first baseline and the last value only passes through pooled buffers.</summary>
internal static class PatchChain
{
    public static byte[] Apply(ReadOnlySpan<byte> baseline, ReadOnlySpan<Patch> chain)
    {
        if (chain.IsEmpty)
            return baseline.ToArray();
        if (chain.Length == 1)
            return chain[0].Apply(baseline);
        var longest = CheckLengths(baseline.Length, chain);
        var (from, into) = (ArrayPool<byte>.Shared.Rent(longest), ArrayPool<byte>.Shared.Rent(longest));
        try
        {
            chain[0].Check(baseline);
            chain[0].Fill(into.AsSpan(0, chain[0].LengthAfter), baseline);
            foreach (var patch in chain[1..^1])
            {
                (from, into) = (into, from);
                var before = from.AsSpan(0, patch.BaselineLength);
                patch.Check(before);
                patch.Fill(into.AsSpan(0, patch.LengthAfter), before);
            }

            return chain[^1].Apply(into.AsSpan(0, chain[^1].BaselineLength));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(from);
            ArrayPool<byte>.Shared.Return(into);
        }
    }

    // Before any work: most wrong chains have a gap, and a gap shows in the lengths.
    private static int CheckLengths(int length, ReadOnlySpan<Patch> chain)
    {
        var longest = 0;
        for (var i = 0; i < chain.Length; i++)
        {
            if (chain[i].BaselineLength != length)
            {
                throw new GraphFormatException(
                    $"Patch {i + 1} of {chain.Length} is for a baseline of {chain[i].BaselineLength} bytes, and there are {length}: " +
                    "one may be missing before it; read the whole value again",
                    0);
            }

            length = chain[i].LengthAfter;
            longest = Math.Max(longest, length);
        }

        return longest;
    }
}
