using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>How many, then the elements: of a <see cref="FixedList{T}"/>, or of the compiler's type that it stands for.</summary>
internal sealed class FixedListCodec<T>(Codec<T> element) : ReferenceCodec<FixedList<T>>
{
    private readonly IElements<T> _elements = Elements.Of(element);

    public override void WriteHead(ref GraphWriter writer, object value) => writer.WriteVarint((uint)((IReadOnlyList<T>)value).Count);

    public override object ReadHead(ref GraphReader reader) => new FixedList<T>(new T[reader.ReadCount(_elements.MinSize)]);

    public override bool SameHead(ref GraphComparer comparer, object value) =>
        comparer.SameVarint((uint)((IReadOnlyList<T>)value).Count);

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        var list = (IReadOnlyList<T>)value;
        for (var i = 0; i < list.Count; i++)
            element.Write(ref writer, list[i]);
    }

    public override void ReadBody(ref GraphReader reader, object value) => _elements.Read(ref reader, ((FixedList<T>)value).Elements);

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        var list = (IReadOnlyList<T>)value;
        for (var i = 0; i < list.Count; i++)
        {
            if (!comparer.SamePart(element, list[i], i))
                return false;
        }

        return true;
    }
}
