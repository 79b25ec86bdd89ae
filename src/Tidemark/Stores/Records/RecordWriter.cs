using System.Buffers.Binary;
using System.Text;

namespace Tidemark.Stores;

/// <summary>Writes a record into an array of its exact length.</summary>
internal ref struct RecordWriter
{
    private readonly byte[] _bytes;
    private int _at;

    public RecordWriter(byte format, int length)
    {
        _bytes = new byte[length];
        _bytes[0] = format;
        RecordTag.Fill(_bytes.AsSpan(1));
        _at = 1 + RecordTag.Size;
    }

    public void Byte(byte value) => _bytes[_at++] = value;

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Next(sizeof(int)), value);

    public void Number(long value) => BinaryPrimitives.WriteInt64BigEndian(Next(sizeof(long)), value);

    public void Time(DateTimeOffset value) => Number(RecordTime.Of(value));

    public void Id(UInt128 value) => BinaryPrimitives.WriteUInt128BigEndian(Next(16), value);

    public void Token(LeaseToken token)
    {
        Id(token.Lease);
        Number(token.Counter);
    }

    public void Stamp(CopyStamp? stamp)
    {
        if (stamp is not { } written)
            return;
        Number(written.Epoch);
        Number(written.Mark.Number);
    }

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    public void Skip(int count) => _at += count;

    /// <summary>Writes a text of a known length in UTF-8.</summary>
    public void Text(string text, int length) => Encoding.UTF8.GetBytes(text, Next(length));

    public readonly byte[] Done() => _at == _bytes.Length
        ? _bytes
        : throw new InvalidOperationException($"A record of {_bytes.Length} bytes was measured, and {_at} were written.");

    private Span<byte> Next(int count) => _bytes.AsSpan((_at += count) - count, count);
}
