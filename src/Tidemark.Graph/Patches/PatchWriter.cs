using System.Buffers;

namespace Tidemark.Graph.Patches;

/// <summary>
/// Writes a patch from what a walk finds in the order of the value: pieces that stand in the baseline, and bytes that do not. A splice is
/// written when the copy after it is known, and the head last, into the room that was left in front.
/// </summary>
internal ref struct PatchWriter
{
    /// <summary>Room for most patches, on the stack.</summary>
    public const int FirstSize = 192;

    private const int NumbersSize = 3 * Varint.MaxSize;

    private readonly int _baselineLength;
    private readonly uint? _fingerprint;
    private Span<byte> _room;
    private byte[]? _rented;
    private int _length = PatchHead.MaxSize;
    private int _insertedLength;
    private int _made;
    private int _splices;
    private int _copied;
    private int _cursor;

    /// <summary>Begins a patch; the room is for the writer's use as long as it lives, and it takes a larger one when it needs it.</summary>
    public PatchWriter(int baselineLength, uint? fingerprint, Span<byte> room)
    {
        _baselineLength = baselineLength;
        _fingerprint = fingerprint;
        _room = room;
        Reserve(0);
    }

    // Behind the room for the numbers of their splice, which are not known yet.
    private readonly int InsertedEnd => _length + NumbersSize + _insertedLength;

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
        Reserve(bytes.Length);
        bytes.CopyTo(_room[InsertedEnd..]);
        _insertedLength += bytes.Length;
        _made += bytes.Length;
    }

    /// <summary>The patch, or null if it is longer than half of the value.</summary>
    public Patch? End()
    {
        if (_insertedLength > 0)
            WriteSplice(_cursor);
        var head = new PatchHead(_baselineLength, _made, _splices, _fingerprint);
        var start = PatchHead.MaxSize - head.Size;
        if (_length - start > _made / 2)
            return null;
        head.Write(_room[start..]);
        return Patch.Made(_room[start.._length].ToArray(), head);
    }

    public readonly void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }

    private void WriteSplice(int next)
    {
        Reserve(0);
        var inserted = _room[..InsertedEnd][^_insertedLength..];
        Write((uint)_copied);
        Write((uint)_insertedLength);
        Write(Varint.Fold(next - _cursor));
        inserted.CopyTo(_room[_length..]);
        _length += _insertedLength;
        _splices++;
        (_copied, _insertedLength, _cursor) = (0, 0, next);
    }

    private void Write(uint value) => _length += Varint.Write(_room[_length..], value);

    private void Reserve(int more)
    {
        if (more > _room.Length - InsertedEnd)
            Grow(more);
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(InsertedEnd + more, (int)Math.Min(_room.Length * 2L, Array.MaxLength)));
        _room.CopyTo(larger);
        Dispose();
        _room = _rented = larger;
    }
}
