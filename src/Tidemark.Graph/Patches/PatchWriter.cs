using System.Buffers;

namespace Tidemark.Graph.Patches;

/// <summary>
/// Writes a patch from what a walk finds in the order of the value: pieces that stand in the baseline, and bytes that do not. A splice is
/// written when the copy after it is known, and the head last.
/// </summary>
internal ref struct PatchWriter
{
    /// <summary>Room for most patches, on the stack.</summary>
    public const int FirstSize = 192;

    private readonly int _baselineLength;
    private readonly uint? _fingerprint;
    private Buffer _bytes;
    private Buffer _inserted;
    private int _length;
    private int _insertedLength;
    private int _made;
    private int _splices;
    private int _copied;
    private int _cursor;

    /// <summary>Begins a patch; the rooms are for the writer's use as long as it lives, and it takes larger ones when it needs them.</summary>
    public PatchWriter(int baselineLength, uint? fingerprint, Span<byte> room, Span<byte> otherRoom)
    {
        _baselineLength = baselineLength;
        _fingerprint = fingerprint;
        _bytes = new Buffer(room);
        _inserted = new Buffer(otherRoom);
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
        bytes.CopyTo(_inserted.Reserve(_insertedLength, bytes.Length));
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
        return (long)start.Length + _length > limit ? null : Patch.Made([.. start, .. _bytes.Span[.._length]], head);
    }

    public readonly void Dispose()
    {
        _bytes.Dispose();
        _inserted.Dispose();
    }

    private void WriteSplice(int next)
    {
        _bytes.Reserve(_length, (3 * Varint.MaxSize) + _insertedLength);
        Write((uint)_copied);
        Write((uint)_insertedLength);
        Write(Varint.Fold(next - _cursor));
        _inserted.Span[.._insertedLength].CopyTo(_bytes.Span[_length..]);
        _length += _insertedLength;
        _splices++;
        (_copied, _insertedLength, _cursor) = (0, 0, next);
    }

    private void Write(uint value) => _length += Varint.Write(_bytes.Span[_length..], value);

    private ref struct Buffer(Span<byte> room)
    {
        private byte[]? _rented;

        public Span<byte> Span { get; private set; } = room;

        public Span<byte> Reserve(int used, int more)
        {
            if (more > Span.Length - used)
                Grow(used, more);
            return Span[used..];
        }

        public readonly void Dispose()
        {
            if (_rented is not null)
                ArrayPool<byte>.Shared.Return(_rented);
        }

        private void Grow(int used, int more)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(used + more, (int)Math.Min(Span.Length * 2L, Array.MaxLength)));
            Span[..used].CopyTo(larger);
            Dispose();
            Span = _rented = larger;
        }
    }
}
