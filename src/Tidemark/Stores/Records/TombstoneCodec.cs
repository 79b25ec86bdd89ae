namespace Tidemark.Stores;

/// <summary>
/// The form of a <see cref="Tombstone"/>: until when it counts, how many commits it has, which of them is the oldest, then these, and a stamp if it is a copy.
/// </summary>
internal static class TombstoneCodec
{
    public const byte Format = 3;

    private const int HeadSize = 1 + RecordTag.Size + sizeof(long) + 2;

    public static byte[] Encode(Tombstone tombstone)
    {
        var writer = new RecordWriter(Format, HeadSize + tombstone.Commits.Bytes.Length + (tombstone.Copy is null ? 0 : CopyStamp.Size));
        writer.Time(tombstone.Until);
        writer.Byte((byte)tombstone.Commits.Count);
        writer.Byte((byte)tombstone.Commits.Oldest);
        writer.Bytes(tombstone.Commits.Bytes);
        writer.Stamp(tombstone.Copy);
        return writer.Done();
    }

    /// <exception cref="DamagedRecordException">It makes no sense.</exception>
    public static Tombstone Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new RecordReader(bytes.Span);
        reader.Next(1 + RecordTag.Size, "form");
        var until = reader.Time("end");
        var (count, oldest) = (reader.Byte("commits"), reader.Byte("commits"));
        var commits = SessionCodec.Commits(bytes, HeadSize, count, oldest);
        reader.Next(commits.Bytes.Length, "commits");
        CopyStamp? copy = reader.IsAtEnd ? null : reader.Stamp("copy");
        return reader.IsAtEnd ? new Tombstone(until, commits) { Copy = copy } : throw new DamagedRecordException("length");
    }
}
