using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The three verbs over the elements of a set of any family: how many, then these.</summary>
internal sealed class SetElements<T>(Codec<T> element)
{
    private readonly IElements<T> _elements = Elements.Of(element);

    /// <summary>Whether elements can be hashed as soon as they are read, and looked up from bytes.</summary>
    public bool AreContent => IContent.Is(element);

    public void Write(ref GraphWriter writer, ReadOnlySpan<T> live)
    {
        writer.WriteVarint((uint)live.Length);
        _elements.Write(ref writer, live);
    }

    public T[] Read(ref GraphReader reader) => _elements.ReadArray(ref reader, reader.ReadCount(_elements.MinSize));

    /// <summary>Compares in order, and if that fails, in any order. If that fails too, the walk is back at the count.</summary>
    public bool Same(ref GraphComparer comparer, ReadOnlySpan<T> live)
    {
        var start = comparer.Mark();
        var recording = comparer.Pause();
        var same = comparer.SameVarint((uint)live.Length) && _elements.Same(ref comparer, live);
        comparer.Resume(recording);
        if (same || comparer.IsVoid)
            return same;
        comparer.Rewind(in start);
        same = AreContent
            ? SameByContent(ref comparer, live)
            : comparer.SameVarint((uint)live.Length) && AnyOrder.Same(ref comparer, element, live);
        if (!same && !comparer.IsVoid)
            comparer.Rewind(in start);
        return same;
    }

    private bool SameByContent(ref GraphComparer comparer, ReadOnlySpan<T> live)
    {
        var keying = default(Keying);
        if (!keying.TryBegin(ref comparer, live.Length, out var stored))
            return false;
        var index = new KeyIndex<T>(live.Length);
        for (var i = 0; i < live.Length; i++)
            index.Add(live[i], i);
        for (; stored > 0; stored--)
        {
            if (!TryPass(ref comparer, index, live) && (comparer.IsVoid || !keying.Remove(ref comparer, element)))
                return false;
        }

        return index.Count == 0 || keying.Add(ref comparer, element, Left(index, live));
    }

    // An element that is equal by its comparer but written otherwise is another one.
    private bool TryPass(ref GraphComparer comparer, KeyIndex<T> index, ReadOnlySpan<T> live)
    {
        var start = comparer.Position;
        if (!comparer.TryPeek(element, out var stored) || !index.TryTake(stored, out var at))
            return false;
        var recording = comparer.Pause();
        var same = element.Same(ref comparer, in live[at]);
        comparer.Resume(recording);
        if (same)
            return true;
        index.Add(live[at], at);
        comparer.Position = start;
        return false;
    }

    private static T[] Left(KeyIndex<T> index, ReadOnlySpan<T> live)
    {
        var left = new List<T>(index.Count);
        foreach (var one in live)
        {
            if (index.TryTake(one, out _))
                left.Add(one);
        }

        return [.. left];
    }
}
