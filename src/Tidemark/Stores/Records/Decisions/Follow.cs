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
            return RecordVerdict<Following>.Of(new Following(current.Follower, current.Reached, current.Until > now ? current.Until - now : TimeSpan.Zero));

        var reached = current.Epoch == request.Epoch ? Furthest(current.Reached, request.Reached) : request.Reached;
        var next = new StoredFollowing(request.Epoch, request.Follower, PrimaryRecord.Later(now, request.For), reached);
        var answer = new Following(request.For > TimeSpan.Zero ? request.Follower : default, reached, request.For);
        return RecordVerdict<Following>.Of(answer, new RecordChange
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
