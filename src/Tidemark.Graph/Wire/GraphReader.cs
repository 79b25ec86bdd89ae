using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidemark.Graph.Wire;

/// <summary>Reads a graph from bytes that nobody vouches for: every step is checked, and what it allocates is paid for by the input.</summary>
internal ref partial struct GraphReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadScratch _scratch;
    private readonly bool _hasBackReferences;
    private int _position;
    private int _unclaimed;
    private int _depth;
    private int _nested;

    public GraphReader(ReadOnlySpan<byte> bytes, ReadScratch scratch, bool hasBackReferences)
    {
        _hasBackReferences = hasBackReferences;
        _bytes = bytes;
        _scratch = scratch;
        _unclaimed = bytes.Length;
    }

    public readonly int Position => _position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        if (_position >= _bytes.Length)
            ThrowTruncated();
        return _bytes[_position++];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadFixed<T>() where T : unmanaged =>
        Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(ReadBytes(Unsafe.SizeOf<T>())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)(_bytes.Length - _position))
            ThrowTruncated();
        var span = _bytes.Slice(_position, count);
        _position += count;
        return span;
    }

    /// <summary>As <see cref="ReadBytes"/>, by address; for compiled members, which read exactly this much.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte TakeFixed(int count) => ref MemoryMarshal.GetReference(ReadBytes(count));

    /// <summary>The byte as it is, if it is a Boolean.</summary>
    public static byte CheckBool(byte value, ref GraphReader reader)
    {
        if (value > 1)
            reader.Refuse("A Boolean is neither 0 nor 1");
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadVarint()
    {
        if (_position < _bytes.Length && _bytes[_position] < 0x80)
            return _bytes[_position++];
        return ReadLongVarint();
    }

    public string? ReadString() => StringForm.Read(ref this);

    /// <summary>
    /// Reads how many elements of at least <paramref name="minSize"/> bytes follow. The elements of all counts of a payload take disjoint
    /// bytes, so their sum is bounded by its length: a count that claims more is refused before anything is allocated for it.
    /// </summary>
    public int ReadCount(int minSize)
    {
        var count = ReadVarint();
        Claim(count, minSize);
        return (int)count;
    }

    /// <summary>Claims the bytes of elements whose count was read otherwise, such as the lengths of a many-dimensional array.</summary>
    public void Claim(ulong count, int minSize)
    {
        if (count > (ulong)_unclaimed / (uint)minSize)
            Refuse("A count is larger than the payload");
        _unclaimed -= (int)count * minSize;
    }

    public readonly bool IsAtEnd => _position == _bytes.Length;

    /// <summary>Whether a byte that was read is the given one.</summary>
    public readonly bool IsByteAt(int position, byte value) => _bytes[position] == value;

    [DoesNotReturn]
    public readonly void Refuse(string what) => throw new GraphFormatException(what, _position);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint ReadLongVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7Fu) << shift;
            if (next < 0x80)
                return value <= uint.MaxValue ? (uint)value : throw new GraphFormatException("A number is too large", _position);
        }

        throw new GraphFormatException("A number is too long", _position);
    }

    [DoesNotReturn]
    private readonly void ThrowTruncated() => Refuse("The payload ends too early");
}
