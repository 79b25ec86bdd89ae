namespace Tidemark.Stores;

/// <summary>Who follows, as a store keeps it.</summary>
/// <param name="Epoch">In which epoch.</param>
/// <param name="Follower">Who.</param>
/// <param name="Until">Until when nobody else may.</param>
/// <param name="Level">When the replica had all; the beginning of time if never.</param>
/// <param name="Shares">How many shares there are.</param>
/// <param name="Reached">As <see cref="FollowRequest.Reached"/>.</param>
internal sealed record StoredFollowing(
    long Epoch, NodeId Follower, DateTimeOffset Until, DateTimeOffset Level, int Shares, IReadOnlyList<ChangeMark> Reached)
{
    public static StoredFollowing Nobody { get; } = new(0, default, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 0, []);

    public Following At(DateTimeOffset now) => new(
        Until > now ? Follower : default,
        Reached,
        Until > now ? Until - now : TimeSpan.Zero,
        Shares,
        Level == DateTimeOffset.UnixEpoch ? null : now > Level ? now - Level : TimeSpan.Zero)
    {
        Now = now,
    };
}

/// <summary>The form of it. It heals: who follows is found out again, and from where is only a matter of pace.</summary>
internal static class FollowingCodec
{
    public const byte Format = 6;

    private const int HeadSize = 1 + RecordTag.Size + 3 * sizeof(long) + 16 + sizeof(int);

    public static byte[] Encode(StoredFollowing following)
    {
        var writer = new RecordWriter(Format, HeadSize + following.Reached.Count * sizeof(long));
        writer.Number(following.Epoch);
        writer.Id(following.Follower.Value);
        writer.Time(following.Until);
        writer.Time(following.Level);
        writer.Int32(following.Shares);
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
            var (epoch, follower) = (reader.Microseconds("epoch"), new NodeId(reader.Id("follower")));
            var (until, level, shares) = (reader.Time("time"), reader.Time("time"), reader.Int32("shares"));
            var reached = new List<ChangeMark>();
            while (!reader.IsAtEnd)
                reached.Add(new ChangeMark(reader.Microseconds("mark")));
            return new StoredFollowing(epoch, follower, until, level, shares, reached);
        }
        catch (DamagedRecordException)
        {
            return StoredFollowing.Nobody;
        }
    }
}
