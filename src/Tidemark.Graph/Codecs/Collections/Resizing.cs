using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// Compare over a count and elements in an order. When there are more or fewer than before, the walk goes on behind the ones that came or
/// went, if they did so in one place; else what is left of the sequence is written anew, and the patch finds in it what was there.
/// </summary>
internal static class Resizing
{
    // Less than this is not worth looking for.
    private const int LeastWritten = 64;

    public static bool Same<T>(ref GraphComparer comparer, Codec<T> codec, IElements<T> elements, ReadOnlySpan<T> live)
    {
        var start = comparer.Position;
        if (comparer.SameVarint((uint)live.Length))
            return SameElements(ref comparer, codec, elements, live);

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

    /// <summary>
    /// Compares as many elements as there were. Where so much of them differs that they may stand elsewhere now, this is false, so that the
    /// collection is written anew, and the patch finds them in it.
    /// </summary>
    public static bool SameElements<T>(ref GraphComparer comparer, Codec<T> codec, IElements<T> elements, ReadOnlySpan<T> live)
    {
        if (!comparer.IsRecording)
            return elements.Same(ref comparer, live);
        var (start, written) = (comparer.Position, comparer.Written);
        if (!elements.Same(ref comparer, live))
            return false;
        written = comparer.Written - written;
        return written < LeastWritten || codec is IFixedCodec or BoolCodec || written <= (comparer.Position - start) / 4;
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
