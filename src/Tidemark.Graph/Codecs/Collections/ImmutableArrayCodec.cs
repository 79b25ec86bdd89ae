using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>0 for the default value, which is not the empty one; else how many plus one, then the elements.</summary>
internal sealed class ImmutableArrayCodec<T>(Codec<T> element) : Codec<ImmutableArray<T>>
{
    private readonly IElements<T> _elements = Elements.Of(element);

    public override int MinSize => 1;

    public override void Write(ref GraphWriter writer, in ImmutableArray<T> value)
    {
        writer.WriteVarint(value.IsDefault ? 0 : (uint)value.Length + 1);
        writer.Nest(typeof(ImmutableArray<T>));
        _elements.Write(ref writer, value.AsSpan());
        writer.Unnest();
    }

    public override ImmutableArray<T> Read(ref GraphReader reader)
    {
        var head = reader.ReadVarint();
        if (head == 0)
            return default;
        reader.Claim(head - 1, _elements.MinSize);
        reader.Nest();
        var elements = _elements.ReadArray(ref reader, (int)(head - 1));
        reader.Unnest();
        return ImmutableCollectionsMarshal.AsImmutableArray(elements);
    }

    public override bool Same(ref GraphComparer comparer, in ImmutableArray<T> value) =>
        comparer.SameVarint(value.IsDefault ? 0 : (uint)value.Length + 1) && _elements.Same(ref comparer, value.AsSpan());
}
