using Tidemark.Graph;

namespace Tidemark;

/// <summary>How values of one type become the bytes of an attribute, and are compared with them. Safe for all threads.</summary>
internal abstract class ValueForm<T>
{
    /// <summary>Whether no value can change after it was made, so that requests may share it.</summary>
    public abstract bool IsImmutable { get; }

    /// <summary>Whether a live value is what these bytes hold. Bytes of another form, or damaged ones, are not.</summary>
    public abstract bool IsSame(T value, ReadOnlySpan<byte> encoded);

    /// <summary>What turns these bytes into the live value's. Null if they are of another form, or damaged.</summary>
    public abstract GraphComparison? Compare(T value, ReadOnlySpan<byte> encoded);

    /// <summary>The value as bytes of just the right length, which a store may keep.</summary>
    public abstract byte[] Encode(T value);

    /// <exception cref="GraphFormatException">The bytes are of another form, or damaged.</exception>
    /// <exception cref="UnknownSchemaException">They are another build's, and this node does not have its schema.</exception>
    public abstract T Decode(ReadOnlySpan<byte> encoded);

    /// <summary>A live value of what the store has.</summary>
    /// <exception cref="GraphFormatException">The bytes are of another form, or damaged.</exception>
    public virtual LiveValue<T> Open(ReadOnlyMemory<byte> stored) => new(this, Decode(stored.Span));
}
