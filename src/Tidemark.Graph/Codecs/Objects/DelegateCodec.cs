using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>
/// A delegate or an event: no state as long as nobody subscribes, or whoever subscribes to an event does so again after reading.
/// </summary>
internal sealed class DelegateCodec<T> : Codec<T> where T : Delegate
{
    public override int MinSize => 1;

    private static bool IsHandler { get; } =
        typeof(T).GetMethod("Invoke") is { } call && call.ReturnType == typeof(void) && call.GetParameters() is [{ } sender, _] &&
        sender.ParameterType == typeof(object);

    public override void Write(ref GraphWriter writer, in T value)
    {
        if (!IsLeftOut(value))
            throw Refused.Code(value, IsHandler);
        writer.WriteByte(0);
    }

    public override T Read(ref GraphReader reader)
    {
        if (reader.ReadByte() != 0)
            reader.Refuse("The payload holds a delegate");
        return null!;
    }

    // A subscriber is reported as a difference, so that the encode that follows can refuse it by path.
    public override bool Same(ref GraphComparer comparer, in T value) => IsLeftOut(value) && comparer.SameByte(0);

    private static bool IsLeftOut(T? value) => value is null || (IsHandler && Subscribers.ComeAgain(value));
}
