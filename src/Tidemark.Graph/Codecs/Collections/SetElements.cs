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

    /// <summary>Compares in order, and if that fails, in any order.</summary>
    public bool Same(ref GraphComparer comparer, ReadOnlySpan<T> live)
    {
        if (!comparer.SameVarint((uint)live.Length))
            return false;
        var start = comparer.Mark();
        if (_elements.Same(ref comparer, live))
            return true;
        if (comparer.OrderLost)
            return false;
        comparer.Rewind(in start);
        return AreContent ? SameByContent(ref comparer, live) : AnyOrder.Same(ref comparer, element, live);
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
                return comparer.DiffersAt(i);
            }
        }

        return true;
    }
}
