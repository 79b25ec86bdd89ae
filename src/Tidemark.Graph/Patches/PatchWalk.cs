using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Tidemark.Graph.Patches;

/// <summary>
/// Walks the splices of a patch that nobody vouches for. A step copies <see cref="Copied"/> bytes of the baseline from
/// <see cref="Source"/>, then adds <see cref="Inserted"/>. All steps together stay in the baseline and make exactly the length of the head.
/// <code>
/// varint   copied: bytes of the baseline from the cursor on; the cursor moves past them
/// varint   inserted: how many bytes follow this splice
/// varint   removed, zigzag: how far the cursor moves on; less than 0 moves it back
/// bytes    inserted
/// </code>
/// After the last splice the baseline is copied from the cursor until the value has its length.
/// </summary>
internal ref struct PatchWalk
{
    private readonly ReadOnlySpan<byte> _patch;
    private int _position;
    private int _cursor;
    private int _made;
    private int _left;

    public PatchWalk(ReadOnlySpan<byte> patch)
    {
        _patch = patch;
        var form = ReadBytes(1)[0];
        if ((form & ~PatchHead.HasFingerprint) != PatchHead.Version)
            Refuse($"The patch has format version {form & ~PatchHead.HasFingerprint}, and this build reads {PatchHead.Version}");
        var (before, after, splices) = (ReadLength(), ReadLength(), ReadLength());
        uint? fingerprint = (form & PatchHead.HasFingerprint) == 0 ? null : BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));
        Head = new PatchHead(before, after, splices, fingerprint);
        _left = splices;
    }

    public PatchHead Head { get; }

    public int Source { get; private set; }

    public int Copied { get; private set; }

    public ReadOnlySpan<byte> Inserted { get; private set; }

    public bool MoveNext()
    {
        if (_left < 0)
            return false;
        Source = _cursor;
        if (_left > 0)
            ReadSplice();
        else
            ReadRest();
        _left--;
        return true;
    }

    [DoesNotReturn]
    public readonly void Refuse(string what) => throw new GraphFormatException(what, _position);

    private void ReadRest()
    {
        if (_position < _patch.Length)
            Refuse("There are bytes after the last splice");
        Copied = Head.LengthAfter - _made;
        Inserted = default;
        if (Copied > Head.BaselineLength - _cursor)
            Refuse("The patch makes less than the value has");
    }

    private void ReadSplice()
    {
        Copied = ReadLength();
        if (Copied > Head.BaselineLength - _cursor)
            Refuse("A splice copies more than the baseline has");
        var inserted = ReadLength();
        if ((long)Copied + inserted > Head.LengthAfter - _made)
            Refuse("A splice makes more than the value has");
        var removed = ReadVarint();
        var cursor = (long)_cursor + Copied + Varint.Unfold(removed);
        if (cursor < 0 || cursor > Head.BaselineLength)
            Refuse("A splice leaves the baseline");
        Inserted = ReadBytes(inserted);
        _cursor = (int)cursor;
        _made += Copied + inserted;
    }

    private int ReadLength()
    {
        var length = ReadVarint();
        if (length > int.MaxValue)
            Refuse("A length is too large");
        return (int)length;
    }

    private uint ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = ReadBytes(1)[0];
            value |= (ulong)(next & 0x7Fu) << shift;
            if (next < 0x80 && value <= uint.MaxValue)
                return (uint)value;
            if (next < 0x80)
                break;
        }

        Refuse("A number is too large");
        return 0;
    }

    private ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count > _patch.Length - _position)
            Refuse("The patch ends too early");
        var bytes = _patch.Slice(_position, count);
        _position += count;
        return bytes;
    }
}
