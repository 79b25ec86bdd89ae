using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Elements without order. Other threads may be writing, so each walk takes an atomic copy: compare allocates it.</summary>
internal sealed class ConcurrentBagCodec<T>(Codec<T> element) : ReferenceCodec<ConcurrentBag<T>>, IInPlaceCodec
{
    private readonly IElements<T> _elements = Elements.Of(element);

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        var live = ((ConcurrentBag<T>)value).ToArray();
        writer.WriteVarint((uint)live.Length);
        _elements.Write(ref writer, live);
    }

    public override object ReadHead(ref GraphReader reader) => new ConcurrentBag<T>();

    public void ConstructInPlace(ref GraphReader reader, object instance) => Construct((ConcurrentBag<T>)instance);

    // A bag gives the last one first, so adding from the back keeps the order of the bytes.
    public override void ReadBody(ref GraphReader reader, object value)
    {
        var bag = (ConcurrentBag<T>)value;
        var elements = _elements.ReadArray(ref reader, reader.ReadCount(_elements.MinSize));
        for (var i = elements.Length - 1; i >= 0; i--)
            bag.Add(elements[i]);
    }

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        var live = ((ConcurrentBag<T>)value).ToArray();
        return comparer.SameVarint((uint)live.Length) && AnyOrder.SameInOrderOrAny(ref comparer, _elements, element, live);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(ConcurrentBag<T> bag);
}
