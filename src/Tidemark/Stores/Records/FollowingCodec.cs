namespace Tidemark.Stores;

/// <summary>Who follows, as a store keeps it.</summary>
internal sealed record StoredFollowing(long Epoch, NodeId Follower, DateTimeOffset Until, IReadOnlyList<ChangeMark> Reached)
{
    public static StoredFollowing Nobody { get; } = new(0, default, DateTimeOffset.UnixEpoch, []);
}

/// <summary>The form of it. It heals: who follows is found out again, and from where is only a matter of pace.</summary>
internal static class FollowingCodec
{
    public const byte Format = 6;

    private const int HeadSize = 1 + RecordTag.Size + 2 * sizeof(long) + 16;

    public static byte[] Encode(StoredFollowing following)
    {
        var writer = new RecordWriter(Format, HeadSize + following.Reached.Count * sizeof(long));
        writer.Number(following.Epoch);
        writer.Id(following.Follower.Value);
        writer.Time(following.Until);
        foreach (var mark in following.Reached)
            writer.Number(mark.Number);
        return writer.Done();
    }

    public static StoredFollowing Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadSize || bytes[0] != Format)
            return StoredFollowing.Nobody;
        try
        {
            var reader = new RecordReader(bytes[(1 + RecordTag.Size)..]);
            var (epoch, follower, until) = (reader.Microseconds("epoch"), new NodeId(reader.Id("follower")), reader.Time("time"));
            var reached = new List<ChangeMark>();
            while (!reader.IsAtEnd)
                reached.Add(new ChangeMark(reader.Microseconds("mark")));
            return new StoredFollowing(epoch, follower, until, reached);
        }
        catch (DamagedRecordException)
        {
            return StoredFollowing.Nobody;
        }
    }
}
