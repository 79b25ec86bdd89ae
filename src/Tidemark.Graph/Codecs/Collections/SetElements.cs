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
        if (!comparer.SameVarint((uint)live.Length))
            return false;
        var recording = comparer.Pause();
        var same = _elements.Same(ref comparer, live) || (!comparer.IsVoid && SameReordered(ref comparer, live, in start));
        comparer.Resume(recording);
        return same;
    }

    private bool SameReordered(ref GraphComparer comparer, ReadOnlySpan<T> live, in CompareMark start)
    {
        comparer.Rewind(in start);
        comparer.SameVarint((uint)live.Length);
        if (AreContent ? SameByContent(ref comparer, live) : AnyOrder.Same(ref comparer, element, live))
            return true;
        if (!comparer.IsVoid)
            comparer.Rewind(in start);
        return false;
    }

    private bool SameByContent(ref GraphComparer comparer, ReadOnlySpan<T> live)
    {
        var index = new KeyIndex<T>(live.Length);
        for (var i = 0; i < live.Length; i++)
            index.Add(live[i], i);
        for (var i = 0; i < live.Length; i++)
        {
            if (!comparer.TryPeek(element, out var stored)
                || !index.TryTake(stored, out var at)
                || !element.Same(ref comparer, in live[at]))
            {
                return false;
            }
        }

        return true;
    }
}
