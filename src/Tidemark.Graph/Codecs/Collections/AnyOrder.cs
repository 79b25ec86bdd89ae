using System.Buffers;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// Compares elements that have no order: each stored one is paired with a live one. Those that are complete by themselves are looked up by
/// their bytes. Others are tried, as long as the work of the whole walk is within bounds, since elements may be without order in turn; beyond
/// that, another order counts as a difference, which is safe, only not minimal.
/// </summary>
internal static class AnyOrder
{
    private const int MostOnStack = 512;

    public static bool Same<T>(ref GraphComparer comparer, Codec<T> codec, ReadOnlySpan<T> live)
    {
        if (IContent.Is(codec))
            return SameContent(ref comparer, codec, live);
        if (!comparer.TrySpend(1))
            return false;
        var rented = live.Length > MostOnStack ? ArrayPool<bool>.Shared.Rent(live.Length) : null;
        var paired = rented is null ? stackalloc bool[live.Length] : rented.AsSpan(0, live.Length);
        paired.Clear();
        var recording = comparer.Pause();
        var first = 0;
        var found = 0;
        while (found < live.Length && TryPair(ref comparer, codec, live, paired, ref first))
            found++;
        comparer.Resume(recording);
        if (rented is not null)
            ArrayPool<bool>.Shared.Return(rented);
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
            comparer.TakeBack(in start);
            same = Same(ref comparer, codec, live);
        }

        comparer.Resume(recording);
        return same;
    }

    private static bool SameContent<T>(ref GraphComparer comparer, Codec<T> codec, ReadOnlySpan<T> live)
    {
        if (!comparer.TrySpendOnIndex(live.Length))
            return false;
        using var index = new ContentIndex<T>(codec, live.Length, comparer.Scope);
        foreach (ref readonly var element in live)
            index.Add(in element);
        index.Build();
        for (var i = 0; i < live.Length; i++)
        {
            if (!comparer.TryTakeContent(codec, out var stored) || !index.TryTake(stored, 0, out _))
                return false;
        }

        return true;
    }

    private static bool TryPair<T>(
        ref GraphComparer comparer, Codec<T> codec, ReadOnlySpan<T> live, scoped Span<bool> paired, ref int first)
    {
        while (paired[first])
            first++;
        var mark = comparer.Mark();
        var work = 0;
        for (var j = first; j < live.Length && !comparer.IsVoid; j++)
        {
            if (paired[j])
                continue;
            if (codec.Same(ref comparer, in live[j]))
            {
                paired[j] = true;
                return true;
            }

            if (comparer.IsVoid)
                return false;
            comparer.TakeBack(in mark);
            if (work == 0)
                work = comparer.WorkOf(codec);
            if (!comparer.TrySpend(work))
                return false;
        }

        return false;
    }
}
