namespace Tidemark.Stores;

/// <summary>Grants a share of the feed to a follower.</summary>
internal sealed class Follow(FollowRequest request) : RecordDecision<Following>
{
    public override string Verb => "follow the primary";

    public override RecordVerdict<Following> Decide(in LoadedRecord loaded)
    {
        var (now, current) = (loaded.Now, FollowingCodec.Decode(loaded.Record.Span));
        var isOthers = current.Follower != request.Follower && current.Until > now;
        if (current.Epoch > request.Epoch || (isOthers && current.Epoch == request.Epoch))
            return RecordVerdict<Following>.Of(current.At(now));

        var isSameEpoch = current.Epoch == request.Epoch;
        var next = new StoredFollowing(
            request.Epoch,
            request.Follower,
            PrimaryRecord.Later(now, request.For),
            request.Level ?? (isSameEpoch ? current.Level : DateTimeOffset.UnixEpoch),
            request.Shares,
            isSameEpoch ? Furthest(current.Reached, request.Reached) : request.Reached);
        return RecordVerdict<Following>.Of(next.At(now), new RecordChange
        {
            Record = FollowingCodec.Encode(next),
            Due = new DueTime(DueKind.Sweep, DateTimeOffset.MaxValue),
            MovesDue = loaded.Record.IsEmpty,
            Expiry = DateTimeOffset.MaxValue,
        });
    }

    // Whoever says so has copied all up to there, whether it still follows or not. Another number of partitions is another store's.
    private static IReadOnlyList<ChangeMark> Furthest(IReadOnlyList<ChangeMark> left, IReadOnlyList<ChangeMark> right) => left.Count == right.Count
        ? [.. left.Zip(right, (one, other) => one > other ? one : other)]
        : right;
}

/// <summary>Reads who follows a share.</summary>
internal sealed class ReadFollowing : RecordDecision<Following>
{
    public override string Verb => "read how far the replica is";

    public override RecordAccess Access => RecordAccess.Read;

    public override RecordVerdict<Following> Decide(in LoadedRecord loaded) =>
        RecordVerdict<Following>.Of(FollowingCodec.Decode(loaded.Record.Span).At(loaded.Now));
}
