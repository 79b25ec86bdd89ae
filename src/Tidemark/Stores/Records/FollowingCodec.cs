namespace Tidemark.Stores;

/// <summary>Who follows, as a store keeps it.</summary>
internal readonly record struct StoredFollowing(long Epoch, NodeId Follower, DateTimeOffset Until, ChangeMark Reached);

/// <summary>The form of it. It heals: who follows is found out again, and from where is only a matter of pace.</summary>
internal static class FollowingCodec
{
    public const byte Format = 6;

    private const int Length = 1 + RecordTag.Size + 3 * sizeof(long) + 16;

    public static byte[] Encode(StoredFollowing following)
    {
        var writer = new RecordWriter(Format, Length);
        writer.Number(following.Epoch);
        writer.Id(following.Follower.Value);
        writer.Time(following.Until);
        writer.Number(following.Reached.Number);
        return writer.Done();
    }

    public static StoredFollowing Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length || bytes[0] != Format)
            return default;
        try
        {
            var reader = new RecordReader(bytes[(1 + RecordTag.Size)..]);
            return new StoredFollowing(
                reader.Microseconds("epoch"), new NodeId(reader.Id("follower")), reader.Time("time"), new ChangeMark(reader.Microseconds("mark")));
        }
        catch (DamagedRecordException)
        {
            return default;
        }
    }
}
