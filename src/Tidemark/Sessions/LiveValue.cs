using System.Buffers;
using Tidemark.Graph;

namespace Tidemark;

/// <summary>The live object of an attribute, together with the plan of its type.</summary>
internal abstract class LiveValue
{
    public abstract Type Type { get; }

    public abstract bool IsImmutable { get; }

    /// <summary>Whether the live graph is what these bytes hold. Bytes of another type, or damaged ones, are not.</summary>
    public abstract bool IsSameAs(ReadOnlySpan<byte> encoded);

    /// <summary>The live graph as bytes that nobody will write to again, so that a store may keep them.</summary>
    public abstract ReadOnlyMemory<byte> Encode(int expectedSize);
}

internal sealed class LiveValue<T>(GraphPlan<T> plan, T value) : LiveValue
{
    private const int SmallestBuffer = 128;

    public T Value { get; set; } = value;

    public override Type Type => typeof(T);

    public override bool IsImmutable => plan.IsImmutable;

    public override bool IsSameAs(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return plan.Compare(Value, encoded).IsSame;
        }
        catch (GraphFormatException)
        {
            return false;
        }
    }

    public override ReadOnlyMemory<byte> Encode(int expectedSize)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(expectedSize, SmallestBuffer));
        plan.Encode(Value, buffer);

        // These bytes become the baseline and may stay for hours: little slack is kept, more is cut off.
        return buffer.FreeCapacity <= buffer.WrittenCount / 8 ? buffer.WrittenMemory : buffer.WrittenSpan.ToArray();
    }

    public T Copy(ReadOnlySpan<byte> encoded) => plan.Decode(encoded);
}
