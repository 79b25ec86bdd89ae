using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The elements that it shows, whoever owns them. An empty one is read back as the default value.</summary>
internal sealed class MemoryCodec<T>(Codec<T> element, Codec<T[]> whole) : Codec<Memory<T>>
{
    private readonly ArraySegmentCodec<T> _segment = new(element, whole);

    public override int MinSize => 1;

    public override void Write(ref GraphWriter writer, in Memory<T> value)
    {
        if (value.IsEmpty)
            writer.WriteVarint(SlotTag.Null);
        else
            _segment.Write(ref writer, value.Span);
    }

    public override Memory<T> Read(ref GraphReader reader) => _segment.Read(ref reader);

    public override bool Same(ref GraphComparer comparer, in Memory<T> value) =>
        value.IsEmpty ? comparer.SameVarint(SlotTag.Null) : _segment.Same(ref comparer, value.Span);
}
