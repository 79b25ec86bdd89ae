using System.Numerics;
using System.Runtime.Intrinsics;

namespace Tidemark.Graph.Patches;

/// <summary>How far two spans agree, counted from their ends.</summary>
internal static class CommonEnds
{
    public static int SuffixLength(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var most = Math.Min(first.Length, second.Length);
        first = first[^most..];
        second = second[^most..];
        var left = most;
        for (; left >= Vector256<byte>.Count; left -= Vector256<byte>.Count)
        {
            var start = left - Vector256<byte>.Count;
            var unequal = ~Vector256.Equals(Vector256.Create(first[start..]), Vector256.Create(second[start..])).ExtractMostSignificantBits();
            if (unequal != 0)
                return most - left + BitOperations.LeadingZeroCount(unequal);
        }

        while (left > 0 && first[left - 1] == second[left - 1])
            left--;
        return most - left;
    }
}
