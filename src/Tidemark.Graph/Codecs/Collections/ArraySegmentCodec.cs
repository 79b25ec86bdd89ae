using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The whole array, which others may share, and unless it is null the offset and the count.</summary>
internal sealed class ArraySegmentCodec<T>(Codec<T[]> array) : Codec<ArraySegment<T>>
{
    public override int MinSize => 1;

    public override void Write(ref GraphWriter writer, in ArraySegment<T> value)
    {
        array.Write(ref writer, value.Array!);
        if (value.Array is null)
            return;
        writer.WriteVarint((uint)value.Offset);
        writer.WriteVarint((uint)value.Count);
    }

    public override ArraySegment<T> Read(ref GraphReader reader)
    {
        if (array.Read(ref reader) is not { } whole)
            return default;
        var offset = reader.ReadVarint();
        var count = reader.ReadVarint();
        if ((ulong)offset + count > (ulong)whole.Length)
            reader.Refuse("A part of an array lies outside it");
        return new ArraySegment<T>(whole, (int)offset, (int)count);
    }

    public override bool Same(ref GraphComparer comparer, in ArraySegment<T> value)
    {
        var start = comparer.Mark();
        if (!array.Same(ref comparer, value.Array!))
            return false;
        if (value.Array is null || (comparer.SameVarint((uint)value.Offset) && comparer.SameVarint((uint)value.Count)))
            return true;
        comparer.Rewind(in start);
        return false;
    }
}
