using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidemark.Graph.Wire;

/// <summary>
/// Walks a live graph beside the bytes of its baseline. Every verb answers whether the value at hand is what the bytes say, and moves
/// past it if so. When it records, a difference is written down and passed, and the walk goes on: then false means that whoever called has
/// to write it down, of a wider part, and that nothing but the position has moved; or that the walk is void.
/// </summary>
internal ref partial struct GraphComparer
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly CompareScratch _scratch;
    private int _position;
    private readonly bool _numbered;
    private Span<nuint> _met;
    private int _metCount;
    private int _storedCount;
    private int _depth;
    private int _changes;
    private int _differing;
    private int _work;
    private bool _recording;
    private bool _identityLost;
    private bool _refersBack;
    private bool _givenUp;

    public GraphComparer(ReadOnlySpan<byte> bytes, CompareScratch scratch, bool numbered, bool recording)
    {
        _bytes = bytes;
        _scratch = scratch;
        _numbered = numbered;
        _recording = recording;
        _met = scratch.Met.Begin();
    }

    /// <summary>Where the walk is in the baseline. Setting it back to where it was starts a second attempt.</summary>
    public int Position
    {
        readonly get => _position;
        set => _position = value;
    }

    public readonly bool AtEnd => _position == _bytes.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool SameByte(byte value)
    {
        if (_position >= _bytes.Length || _bytes[_position] != value)
            return false;
        _position++;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool SameFixed<T>(T value) where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        if (_bytes.Length - _position < size)
            return false;
        ref var at = ref Unsafe.Add(ref MemoryMarshal.GetReference(_bytes), _position);
        _position += size;
        return Bits.Same(ref at, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool SameVarint(uint value) => value < 0x80 ? SameByte((byte)value) : SameLongVarint(value);

    /// <summary>Reads a number of the baseline; false if there is none.</summary>
    public bool TryTakeVarint(out uint value)
    {
        var isThere = WireNumber.TryRead(_bytes[_position..], out value, out var size);
        _position += size;
        return isThere;
    }

    /// <summary>The next bytes of the baseline; empty if there are not so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)(_bytes.Length - _position))
            return default;
        var span = _bytes.Slice(_position, count);
        _position += count;
        return span;
    }

    /// <summary>The address of the baseline's first byte, for compiled members, which keep to <see cref="Length"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref byte GetOrigin() => ref MemoryMarshal.GetReference(_bytes);

    /// <summary>The length of the baseline.</summary>
    public readonly int Length => _bytes.Length;

    /// <summary>As <see cref="Take"/>, by address, for compiled members; the null reference if there are not so many.</summary>
    public ref byte TakeFixed(int count)
    {
        if (_bytes.Length - _position < count)
            return ref Unsafe.NullRef<byte>();
        _position += count;
        return ref Unsafe.Add(ref MemoryMarshal.GetReference(_bytes), _position - count);
    }

    public bool SameBytes(scoped ReadOnlySpan<byte> bytes) =>
        _bytes.Length - _position >= bytes.Length && Take(bytes.Length).SequenceEqual(bytes);

    /// <summary>Moves the walk only if the string is the same.</summary>
    public bool SameString(string? value)
    {
        var next = StringForm.Pass(ref MemoryMarshal.GetReference(_bytes), _position, _bytes.Length, value);
        if (next < 0)
            return false;
        _position = next;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool SameLongVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            if (!SameByte((byte)(value | 0x80)))
                return false;
        }

        return SameByte((byte)value);
    }
}
