namespace Tidemark.Stores;

/// <summary>Grants a partition to a follower.</summary>
internal sealed class Follow(FollowRequest request) : RecordDecision<Following>
{
    public override string Verb => "follow the primary";

    public override RecordVerdict<Following> Decide(in LoadedRecord loaded)
    {
        var (now, current) = (loaded.Now, FollowingCodec.Decode(loaded.Record.Span));
        var isOthers = current.Follower != request.Follower && current.Until > now;
        if (current.Epoch > request.Epoch || (isOthers && current.Epoch == request.Epoch))
            return RecordVerdict<Following>.Of(new Following(current.Follower, current.Reached, current.Until > now ? current.Until - now : TimeSpan.Zero));

        var reached = current.Epoch == request.Epoch && current.Reached > request.Reached ? current.Reached : request.Reached;
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
}
