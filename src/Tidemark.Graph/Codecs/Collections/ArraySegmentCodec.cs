using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// The elements that it shows, and nothing else of the array: the rest may be rented, and others' by now. Null for the default value. Payloads
/// that were written before this have the whole array, an offset and a count.
/// </summary>
internal sealed class ArraySegmentCodec<T>(Codec<T> element, Codec<T[]> whole) : Codec<ArraySegment<T>>
{
    private readonly IElements<T> _elements = Elements.Of(element);

    public override int MinSize => 1;

    public override void Write(ref GraphWriter writer, in ArraySegment<T> value)
    {
        if (value.Array is null)
            writer.WriteVarint(SlotTag.Null);
        else
            Write(ref writer, value.AsSpan());
    }

    public override ArraySegment<T> Read(ref GraphReader reader)
    {
        if (!reader.TryTakeContentTag())
            return ReadWhole(ref reader);
        var count = reader.ReadCount(_elements.MinSize);
        reader.Nest();
        var elements = _elements.ReadArray(ref reader, count);
        reader.Unnest();
        return new ArraySegment<T>(elements);
    }

    public override bool Same(ref GraphComparer comparer, in ArraySegment<T> value) =>
        value.Array is null ? comparer.SameVarint(SlotTag.Null) : Same(ref comparer, value.AsSpan());

    public void Write(ref GraphWriter writer, ReadOnlySpan<T> live)
    {
        writer.WriteVarint(SlotTag.Content);
        writer.WriteVarint((uint)live.Length);
        writer.Nest(typeof(T[]));
        _elements.Write(ref writer, live);
        writer.Unnest();
    }

    public bool Same(ref GraphComparer comparer, ReadOnlySpan<T> live)
    {
        var start = comparer.Mark();
        if (comparer.SameVarint(SlotTag.Content) && Resizing.Same(ref comparer, element, _elements, live))
            return true;
        if (!comparer.IsVoid)
            comparer.Rewind(in start);
        return false;
    }

    private ArraySegment<T> ReadWhole(ref GraphReader reader)
    {
        if (whole.Read(ref reader) is not { } array)
            return default;
        var offset = reader.ReadVarint();
        var count = reader.ReadVarint();
        if ((ulong)offset + count > (ulong)array.Length)
            reader.Refuse("A part of an array lies outside it");
        return new ArraySegment<T>(array, (int)offset, (int)count);
    }
}
