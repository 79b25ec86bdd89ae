using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>How many, then the elements. The capacity is not state.</summary>
internal sealed class ListCodec<T>(Codec<T> element) : ReferenceCodec<List<T>>, IInPlaceCodec
{
    private readonly IElements<T> _elements = Elements.Of(element);

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        ReadOnlySpan<T> live = CollectionsMarshal.AsSpan((List<T>)value);
        writer.WriteVarint((uint)live.Length);
        _elements.Write(ref writer, live);
    }

    public override object ReadHead(ref GraphReader reader) => new List<T>();

    public void ConstructInPlace(ref GraphReader reader, object instance) => Construct((List<T>)instance);

    public override void ReadBody(ref GraphReader reader, object value)
    {
        var list = (List<T>)value;
        CollectionsMarshal.SetCount(list, reader.ReadCount(_elements.MinSize));
        _elements.Read(ref reader, CollectionsMarshal.AsSpan(list));
    }

    public override bool SameBody(ref GraphComparer comparer, object value) =>
        Resizing.Same(ref comparer, element, _elements, CollectionsMarshal.AsSpan((List<T>)value));

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(List<T> list);
}
