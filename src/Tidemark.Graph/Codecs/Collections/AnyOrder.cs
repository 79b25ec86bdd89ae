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
        var recording = comparer.Pause();
        Span<bool> paired = stackalloc bool[live.Length];
        var found = 0;
        while (found < live.Length && TryPair(ref comparer, codec, live, paired))
            found++;
        comparer.Resume(recording);
        return found == live.Length;
    }

    /// <summary>Compares in order, and if that fails, in any order. Nothing is written down: what differs is the collection.</summary>
    public static bool SameInOrderOrAny<T>(ref GraphComparer comparer, IElements<T> elements, Codec<T> codec, ReadOnlySpan<T> live)
    {
        var start = comparer.Mark();
        var recording = comparer.Pause();
        var same = elements.Same(ref comparer, live);
        if (!same && !comparer.IsVoid)
        {
            comparer.Rewind(in start);
            same = Same(ref comparer, codec, live);
        }

        comparer.Resume(recording);
        return same;
    }

    private static bool TryPair<T>(ref GraphComparer comparer, Codec<T> codec, ReadOnlySpan<T> live, scoped Span<bool> paired)
    {
        var mark = comparer.Mark();
        for (var j = paired.IndexOf(false); j < live.Length && !comparer.IsVoid; j++)
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
