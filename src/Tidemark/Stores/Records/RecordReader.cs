using System.Buffers.Binary;
using System.Text;

namespace Tidemark.Stores;

/// <summary>Reads a record, which may be damaged: no part is longer than what is left.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    // What a later version may write there. Anything else is damage.
    private const byte LastForm = 15;

    /// <summary>Refuses a record of a form that only a newer version knows.</summary>
    /// <exception cref="DamagedRecordException">It is one.</exception>
    public static void CheckForm(ReadOnlySpan<byte> record)
    {
        if (record[0] is > UserListCodec.Format and <= LastForm)
            throw new DamagedRecordException("form") { IsNewer = true };
    }

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte(string part) => Next(1, part)[0];

    public int Int32(string part) => BinaryPrimitives.ReadInt32BigEndian(Next(sizeof(int), part));

    public long Number(string part) => BinaryPrimitives.ReadInt64BigEndian(Next(sizeof(long), part));

    public UInt128 Id(string part) => BinaryPrimitives.ReadUInt128BigEndian(Next(16, part));

    public LeaseToken Token(string part)
    {
        var token = new LeaseToken(Id(part), Number(part));
        return token.Counter is >= 0 and <= RecordTime.Forever ? token : throw new DamagedRecordException(part);
    }

    /// <summary>A time, or a span, in microseconds.</summary>
    public long Microseconds(string part) => Number(part) is var number and >= 0 and <= RecordTime.Forever ? number : throw new DamagedRecordException(part);

    public DateTimeOffset Time(string part) => RecordTime.Time(Microseconds(part));

    public StateVersion Version(string part) => Number(part) is var number and >= 0 ? new StateVersion(number) : throw new DamagedRecordException(part);

    public CopyStamp Stamp(string part) => new(Microseconds(part), new ChangeMark(Microseconds(part)));

    /// <summary>A count of things of a size, which must all have room in what is left.</summary>
    public readonly int Count(long count, int size, int most, string part) =>
        count >= 0 && count <= most && count * size <= _rest.Length ? (int)count : throw new DamagedRecordException(part);

    public ReadOnlySpan<byte> Next(int count, string part)
    {
        if (count < 0 || count > _rest.Length)
            throw new DamagedRecordException(part);
        var next = _rest[..count];
        _rest = _rest[count..];
        return next;
    }

    public string Text(int length, string part) => Encoding.UTF8.GetString(Next(length, part));
}
