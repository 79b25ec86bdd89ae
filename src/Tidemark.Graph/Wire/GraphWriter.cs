using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidemark.Graph.Wire;

/// <summary>Walks a live graph and writes it. Little-endian; numbers of fixed width, so that a change of one shifts no other.</summary>
internal ref partial struct GraphWriter
{
    private readonly WriteScratch _scratch;
    private Span<byte> _buffer;
    private int _position;
    private ObjectOrder _order;
    private int _depth;
    private int _nested;
    private bool _numbered;
    private readonly bool _isPart;
    private readonly int _types;

    public GraphWriter(WriteScratch scratch, bool numbered)
    {
        _scratch = scratch;
        _buffer = scratch.Buffer;
        _order = new ObjectOrder();
        _numbered = numbered;
    }

    /// <summary>Writes a part of a graph in the course of another walk, behind what its scratch holds already.</summary>
    public GraphWriter(WriteScratch scratch, int position, int depth, bool numbered) : this(scratch, numbered)
    {
        _position = position;
        _depth = depth;
        _isPart = true;
        _types = scratch.Types.Count;
    }

    /// <summary>Whether an instance was met twice, so that the payload holds back references.</summary>
    public bool HasBackReferences { get; private set; }

    /// <summary>Whether a part was written from instances out of address order: it is void, and the other walk must be done with numbers.</summary>
    public bool IsIdentityLost { get; private set; }

    /// <summary>Whether a part has named types, or put bodies off.</summary>
    public readonly bool HasMoreToSay => _scratch.Types.Count > _types || _scratch.Later.Count > 0;

    public readonly int Length => _position;

    /// <summary>Takes back what was written after there were <paramref name="length"/> bytes.</summary>
    public void TruncateTo(int length) => _position = length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        if (_position >= _buffer.Length)
            Grow(1);
        _buffer[_position++] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteFixed<T>(T value) where T : unmanaged
    {
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(Reserve(Unsafe.SizeOf<T>())), value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteVarint(uint value)
    {
        if (value < 0x80)
            WriteByte((byte)value);
        else
            WriteLongVarint(value);
    }

    public void WriteBytes(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>The next <paramref name="count"/> bytes, for the caller to fill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _position < count)
            Grow(count);
        var span = _buffer.Slice(_position, count);
        _position += count;
        return span;
    }

    /// <summary>As <see cref="Reserve"/>, by address; for compiled members, which write exactly this much.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte ReserveFixed(int count) => ref MemoryMarshal.GetReference(Reserve(count));

    public void WriteString(string? value) => StringForm.Write(ref this, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLongVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count) => _buffer = _scratch.Grow(_position, count);
}
