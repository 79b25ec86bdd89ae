using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// An immutable collection with an order, made from all of its elements at once: 0 for null, else how many plus one, then these.
/// </summary>
internal abstract class MadeSequenceCodec<TCollection, T>(Codec<T> element) : Codec<TCollection> where TCollection : class
{
    private readonly IElements<T> _elements = Elements.Of(element);

    public override int MinSize => 1;

    public override void Write(ref GraphWriter writer, in TCollection value)
    {
        if (value is null)
        {
            writer.WriteVarint(0);
            return;
        }

        using var live = ElementsOf(value);
        writer.WriteVarint((uint)live.Items.Length + 1);
        writer.Nest(value);
        _elements.Write(ref writer, live.Items);
        writer.Unnest();
    }

    public override TCollection Read(ref GraphReader reader)
    {
        var head = reader.ReadVarint();
        if (head == 0)
            return null!;
        reader.Claim(head - 1, _elements.MinSize);
        reader.Nest();
        var elements = _elements.ReadArray(ref reader, (int)(head - 1));
        reader.Unnest();
        return Make(elements);
    }

    public override bool Same(ref GraphComparer comparer, in TCollection value)
    {
        if (value is null)
            return comparer.SameVarint(0);
        using var live = ElementsOf(value);
        return comparer.SameVarint((uint)live.Items.Length + 1) && _elements.Same(ref comparer, live.Items);
    }

    protected abstract Snapshot<T> ElementsOf(TCollection collection);

    protected abstract TCollection Make(T[] elements);
}
