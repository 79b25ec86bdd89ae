using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// Compare over a count and elements in an order. When there are more or fewer than before, the walk goes on behind the ones that came or
/// went, if they did so in one place; else what is left of the sequence is written anew, and the patch finds in it what was there.
/// </summary>
internal static class Resizing
{
    public static bool Same<T>(ref GraphComparer comparer, Codec<T> codec, IElements<T> elements, ReadOnlySpan<T> live)
    {
        var start = comparer.Position;
        if (comparer.SameVarint((uint)live.Length))
            return elements.Same(ref comparer, live);

        // Elements that are their memory are compared as bytes, by whoever has the whole collection.
        if (!comparer.IsRecording || codec is IFixedCodec or BoolCodec)
            return false;
        comparer.Position = start;
        if (!comparer.TryTakeVarint(out var stored) || stored > int.MaxValue)
            return false;
        comparer.BeginChange();
        comparer.ReplaceCount(start, live.Length);
        var recording = comparer.Pause();
        var passed = Pass(ref comparer, codec, (int)stored, live);
        comparer.Resume(recording);
        return passed;
    }

    private static bool Pass<T>(ref GraphComparer comparer, Codec<T> codec, int stored, ReadOnlySpan<T> live)
    {
        var same = CountSame(ref comparer, codec, live[..Math.Min(stored, live.Length)]);
        stored -= same;
        live = live[same..];
        var (come, go) = (Math.Max(live.Length - stored, 0), Math.Max(stored - live.Length, 0));
        if (comparer.IsVoid || !comparer.ReplaceElements(codec, go, live[..come]))
            return false;
        stored -= go;
        live = live[come..];
        same = CountSame(ref comparer, codec, live);
        if (comparer.IsVoid)
            return false;
        return same == live.Length || comparer.ReplaceElements(codec, stored - same, live[same..]);
    }

    // The walk ends before the first that differs.
    private static int CountSame<T>(ref GraphComparer comparer, Codec<T> codec, ReadOnlySpan<T> live)
    {
        for (var i = 0; i < live.Length; i++)
        {
            var mark = comparer.Mark();
            if (codec.Same(ref comparer, in live[i]))
                continue;
            if (!comparer.IsVoid)
                comparer.Rewind(in mark);
            return i;
        }

        return live.Length;
    }
}
