using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>A set that is created empty: its comparer in the head, its elements in the body.</summary>
internal abstract class SetCodec<TSet, T> : ReferenceCodec<TSet>, IInPlaceCodec where TSet : class
{
    private readonly SetElements<T> _elements;
    private readonly Action<TSet, T[]> _fill;
    private readonly Action<TSet, T[]>? _fillAsStored;

    protected SetCodec(Codec<T> element)
    {
        _elements = new SetElements<T>(element);
        _fill = AddAll;
        _fillAsStored = Hashes || OwnEquality<T>.IsNever(hashes: false) ? null : AddAsStored;
    }

    /// <summary>Whether elements are found by their hash; else they are sorted.</summary>
    protected virtual bool Hashes => true;

    public override void WriteHead(ref GraphWriter writer, object value) => writer.WriteByte(ComparerOf((TSet)value));

    public override object ReadHead(ref GraphReader reader) => Create(ref reader);

    public override bool SameHead(ref GraphComparer comparer, object value) => comparer.SameByte(ComparerOf((TSet)value));

    public void ConstructInPlace(ref GraphReader reader, object instance) => Construct(ref reader, (TSet)instance);

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        using var live = ElementsOf((TSet)value);
        _elements.Write(ref writer, value, live.Items, Hashes);
    }

    public override void ReadBody(ref GraphReader reader, object value)
    {
        var elements = _elements.Read(ref reader);
        Filling.Fill(ref reader, (TSet)value, elements, _elements.AreContent, _fill, Hashes, _fillAsStored);
    }

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        using var live = ElementsOf((TSet)value);
        return _elements.Same(ref comparer, value, live.Items, Hashes);
    }

    protected abstract byte ComparerOf(TSet set);

    protected abstract TSet Create(ref GraphReader reader);

    protected abstract void Construct(ref GraphReader reader, TSet set);

    protected abstract Snapshot<T> ElementsOf(TSet set);

    protected abstract bool TryAdd(TSet set, T element);

    /// <summary>For sorted sets: replaces what is there by the elements, in the order in which they are.</summary>
    protected virtual void AddAsStored(TSet set, T[] elements) => throw new NotSupportedException();

    private void AddAll(TSet set, T[] elements)
    {
        foreach (var element in elements)
        {
            if (!TryAdd(set, element))
                throw new ArgumentException("An element of a set is there twice.");
        }
    }
}
