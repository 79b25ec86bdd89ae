using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>An array of one dimension: its length in the head, its elements in the body.</summary>
internal sealed class ArrayCodec<T>(Codec<T> element) : ReferenceCodec<T[]>
{
    private readonly IElements<T> _elements = Elements.Of(element);

    public override void WriteHead(ref GraphWriter writer, object value) => writer.WriteVarint((uint)((T[])value).Length);

    public override object ReadHead(ref GraphReader reader) => new T[reader.ReadCount(_elements.MinSize)];

    public override bool SameHead(ref GraphComparer comparer, object value) => comparer.SameVarint((uint)((T[])value).Length);

    public override void WriteBody(ref GraphWriter writer, object value) => _elements.Write(ref writer, new ReadOnlySpan<T>((T[])value));

    public override void ReadBody(ref GraphReader reader, object value) => _elements.Read(ref reader, (T[])value);

    public override bool SameBody(ref GraphComparer comparer, object value) =>
        Resizing.SameElements(ref comparer, element, _elements, new ReadOnlySpan<T>((T[])value));
}
