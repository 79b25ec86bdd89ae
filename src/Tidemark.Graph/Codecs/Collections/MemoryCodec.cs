using System.Runtime.InteropServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The part of an array that it is. An empty one is read back as the default value.</summary>
internal sealed class MemoryCodec<T>(Codec<T[]> array) : Codec<Memory<T>>
{
    private readonly ArraySegmentCodec<T> _segment = new(array);

    public override int MinSize => 1;

    public override void Write(ref GraphWriter writer, in Memory<T> value) => _segment.Write(ref writer, SegmentOf(value));

    public override Memory<T> Read(ref GraphReader reader) => _segment.Read(ref reader);

    public override bool Same(ref GraphComparer comparer, in Memory<T> value) => _segment.Same(ref comparer, SegmentOf(value));

    public static ArraySegment<T> SegmentOf(ReadOnlyMemory<T> value)
    {
        if (value.IsEmpty)
            return default;
        return MemoryMarshal.TryGetArray(value, out var segment)
            ? segment
            : throw new GraphException("A Memory that is not part of an array means nothing in another process. Keep an array.");
    }
}
