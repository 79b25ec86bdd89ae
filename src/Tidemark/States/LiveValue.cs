using Tidemark.Graph;

namespace Tidemark;

/// <summary>The live object of an attribute, together with the plan of its type.</summary>
internal abstract class LiveValue
{
    public abstract Type Type { get; }

    public abstract bool IsImmutable { get; }

    /// <summary>Whether the live graph is what these bytes hold. Bytes of another type, or damaged ones, are not.</summary>
    public abstract bool IsSameAs(ReadOnlySpan<byte> encoded);

    /// <summary>What turns these bytes into the live graph's. Null if they are of another type, or damaged.</summary>
    public abstract GraphComparison? Compare(ReadOnlySpan<byte> encoded);

    /// <summary>The live graph as bytes of just the right length, which a store may keep.</summary>
    public abstract byte[] Encode();
}

internal sealed class LiveValue<T>(GraphPlan<T> plan, T value) : LiveValue
{
    public T Value { get; set; } = value;

    public override Type Type => typeof(T);

    public override bool IsImmutable => plan.IsImmutable;

    public override bool IsSameAs(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return plan.IsSame(Value, encoded);
        }
        catch (GraphFormatException)
        {
            return false;
        }
    }

    public override GraphComparison? Compare(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return plan.Compare(Value, encoded);
        }
        catch (GraphFormatException)
        {
            return null;
        }
    }

    public override byte[] Encode() => plan.Encode(Value);

    public T Copy(ReadOnlySpan<byte> encoded) => plan.Decode(encoded);
}
