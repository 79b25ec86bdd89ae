using System.Buffers;
using System.Buffers.Binary;

namespace Tidemark.Graph.Patches;

/// <summary>
/// Writes a patch from what a walk finds in the order of the value: pieces that stand in the baseline, and bytes that do not. A splice is
/// written when the copy after it is known.
/// </summary>
internal ref struct PatchWriter
{
    private const int LongestSplice = 15;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(256);
    private byte[] _inserted = ArrayPool<byte>.Shared.Rent(256);
    private readonly PatchHead _head;
    private int _length;
    private int _insertedLength;
    private int _copied;
    private int _cursor;

    public PatchWriter(PatchHead head)
    {
        _head = head;
        _bytes[_length++] = (byte)(PatchHead.Version | (head.Fingerprint is null ? 0 : PatchHead.HasFingerprint));
        WriteVarint((uint)head.BaselineLength);
        WriteVarint((uint)head.LengthAfter);
        if (head.Fingerprint is not { } fingerprint)
            return;
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_length), fingerprint);
        _length += 4;
    }

    /// <summary>The value goes on with these bytes of the baseline.</summary>
    public void Copy(int from, int count)
    {
        if (count == 0)
            return;
        if (from != _cursor || _insertedLength > 0)
            WriteSplice(from);
        _copied += count;
        _cursor += count;
    }

    /// <summary>The value goes on with bytes that the baseline has not, or not worth naming.</summary>
    public void Insert(ReadOnlySpan<byte> bytes)
    {
        Reserve(ref _inserted, _insertedLength, bytes.Length);
        bytes.CopyTo(_inserted.AsSpan(_insertedLength));
        _insertedLength += bytes.Length;
    }

    /// <summary>The patch, or null if it is longer than the limit.</summary>
    public Patch? EndUpTo(int limit)
    {
        if (_insertedLength > 0)
            WriteSplice(_cursor);
        return _length > limit ? null : Patch.Made(_bytes.AsSpan(0, _length).ToArray(), _head);
    }

    public readonly void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        ArrayPool<byte>.Shared.Return(_inserted);
    }

    private void WriteSplice(int next)
    {
        Reserve(ref _bytes, _length, LongestSplice + _insertedLength);
        WriteVarint((uint)_copied);
        WriteVarint((uint)_insertedLength);
        var removed = next - _cursor;
        WriteVarint((uint)((removed << 1) ^ (removed >> 31)));
        _inserted.AsSpan(0, _insertedLength).CopyTo(_bytes.AsSpan(_length));
        _length += _insertedLength;
        (_copied, _insertedLength, _cursor) = (0, 0, next);
    }

    private void WriteVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes[_length++] = (byte)(value | 0x80);
        _bytes[_length++] = (byte)value;
    }

    private static void Reserve(ref byte[] buffer, int used, int more)
    {
        if (more <= buffer.Length - used)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(used + more, (int)Math.Min(buffer.Length * 2L, Array.MaxLength)));
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
