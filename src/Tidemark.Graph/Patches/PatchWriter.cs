using System.Buffers;

namespace Tidemark.Graph.Patches;

/// <summary>
/// Writes a patch from what a walk finds in the order of the value: pieces that stand in the baseline, and bytes that do not. A splice is
/// written when the copy after it is known, and the head last.
/// </summary>
internal ref struct PatchWriter
{
    private readonly int _baselineLength;
    private readonly uint? _fingerprint;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(256);
    private byte[] _inserted = ArrayPool<byte>.Shared.Rent(256);
    private int _length;
    private int _insertedLength;
    private int _made;
    private int _splices;
    private int _copied;
    private int _cursor;

    public PatchWriter(int baselineLength, uint? fingerprint)
    {
        _baselineLength = baselineLength;
        _fingerprint = fingerprint;
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
        _made += count;
    }

    /// <summary>The value goes on with bytes that the baseline has not, or not worth naming.</summary>
    public void Insert(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(ref _inserted, _insertedLength, bytes.Length);
        bytes.CopyTo(_inserted.AsSpan(_insertedLength));
        _insertedLength += bytes.Length;
        _made += bytes.Length;
    }

    /// <summary>The patch, or null if it is longer than the limit.</summary>
    public Patch? EndUpTo(int limit)
    {
        if (_insertedLength > 0)
            WriteSplice(_cursor);
        var head = new PatchHead(_baselineLength, _made, _splices, _fingerprint);
        Span<byte> start = stackalloc byte[PatchHead.MaxSize];
        start = start[..head.Write(start)];
        return (long)start.Length + _length > limit ? null : Patch.Made([.. start, .. _bytes.AsSpan(0, _length)], head);
    }

    public readonly void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        ArrayPool<byte>.Shared.Return(_inserted);
    }

    private void WriteSplice(int next)
    {
        Reserve(ref _bytes, _length, (3 * Varint.MaxSize) + _insertedLength);
        Write((uint)_copied);
        Write((uint)_insertedLength);
        Write(Varint.Fold(next - _cursor));
        _inserted.AsSpan(0, _insertedLength).CopyTo(_bytes.AsSpan(_length));
        _length += _insertedLength;
        _splices++;
        (_copied, _insertedLength, _cursor) = (0, 0, next);
    }

    private void Write(uint value) => _length += Varint.Write(_bytes.AsSpan(_length), value);

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
