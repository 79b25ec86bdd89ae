using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Compares elements that have no order and cannot be looked up from bytes: each stored one is paired with a live one.</summary>
internal static class AnyOrder
{
    // Pairing tries up to n * n / 2 pairs. Beyond this many elements another order counts as a difference, which is safe, only not minimal.
    private const int MaxCount = 512;

    public static bool Same<T>(ref GraphComparer comparer, Codec<T> codec, ReadOnlySpan<T> live)
    {
        if (live.Length > MaxCount)
            return false;
        Span<bool> paired = stackalloc bool[live.Length];
        for (var i = 0; i < live.Length; i++)
        {
            if (!TryPair(ref comparer, codec, live, paired))
                return !comparer.OrderLost && comparer.DiffersAt(i);
        }

        return true;
    }

    private static bool TryPair<T>(ref GraphComparer comparer, Codec<T> codec, ReadOnlySpan<T> live, scoped Span<bool> paired)
    {
        var mark = comparer.Mark();
        for (var j = paired.IndexOf(false); j < live.Length && !comparer.OrderLost; j++)
        {
            if (paired[j])
                continue;
            if (codec.Same(ref comparer, in live[j]))
            {
                paired[j] = true;
                return true;
            }

            comparer.Rewind(in mark);
        }

        return false;
    }
}
