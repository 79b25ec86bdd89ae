using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>A delegate or an event: no state as long as nobody subscribes.</summary>
internal sealed class DelegateCodec<T> : Codec<T> where T : Delegate
{
    public override int MinSize => 1;

    public override void Write(ref GraphWriter writer, in T value)
    {
        if (value is not null)
        {
            throw new GraphException(
                "A delegate is code, not state. Unsubscribe, or mark the member [SessionIgnore] ([field: SessionIgnore] on an event).", "", value);
        }

        writer.WriteByte(0);
    }

    public override T Read(ref GraphReader reader)
    {
        if (reader.ReadByte() != 0)
            reader.Refuse("The payload holds a delegate");
        return null!;
    }

    // A subscriber is reported as a difference, so that the encode that follows can refuse it by path.
    public override bool Same(ref GraphComparer comparer, in T value) => value is null && comparer.SameByte(0);
}
