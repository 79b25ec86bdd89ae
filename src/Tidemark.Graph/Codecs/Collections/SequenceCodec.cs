using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>A collection with an order that is created empty: how many, then the elements.</summary>
internal abstract class SequenceCodec<TCollection, T>(Codec<T> element) : ReferenceCodec<TCollection>, IInPlaceCodec
    where TCollection : class, new()
{
    private readonly IElements<T> _elements = Elements.Of(element);

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        using var live = ElementsOf((TCollection)value);
        writer.WriteVarint((uint)live.Items.Length);
        _elements.Write(ref writer, live.Items);
    }

    public override object ReadHead(ref GraphReader reader) => new TCollection();

    public void ConstructInPlace(ref GraphReader reader, object instance) => Construct((TCollection)instance);

    public override void ReadBody(ref GraphReader reader, object value) =>
        AddAll((TCollection)value, _elements.ReadArray(ref reader, reader.ReadCount(_elements.MinSize)));

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        using var live = ElementsOf((TCollection)value);
        return Resizing.Same(ref comparer, element, _elements, live.Items);
    }

    protected abstract void Construct(TCollection collection);

    protected abstract Snapshot<T> ElementsOf(TCollection collection);

    protected abstract void AddAll(TCollection collection, T[] elements);
}
