using Tidemark.Graph;

namespace Tidemark;

/// <summary>How values of one type become the bytes of an attribute, and are compared with them. Safe for all threads.</summary>
internal abstract class ValueForm<T>
{
    // Shorter values say little: what every object has weighs too much in them.
    private const int Telling = 256;

    // How many bytes of memory a byte of the encoding becomes; 0 until a value was decoded here.
    private int _growth;

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

    /// <summary>About how much memory a value takes, by how much the last one took that was decoded here.</summary>
    public long MemoryOf(int encodedLength) => encodedLength * (long)Math.Max(1, Volatile.Read(ref _growth));

    /// <summary>A value was decoded, which took so much memory.</summary>
    public void Decoded(int encodedLength, long memory)
    {
        if (encodedLength >= Telling)
            Volatile.Write(ref _growth, (int)Math.Clamp(memory / encodedLength, 1, 1_000));
    }

    /// <summary>Finds out how much memory values take, if none was decoded here yet: a node that only makes them would never know.</summary>
    public void Learn(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < Telling || Volatile.Read(ref _growth) != 0)
            return;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Decode(encoded);
        Decoded(encoded.Length, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
