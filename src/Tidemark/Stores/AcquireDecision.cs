namespace Tidemark.Stores;

/// <summary>What a store has to do with an acquire.</summary>
/// <param name="Next">The record to write.</param>
/// <param name="Refusal">The answer if the lease is not to be had now; null if it is granted, with the token of <paramref name="Next"/>.</param>
/// <param name="OthersWait">If granted: whether other nodes wait for it already.</param>
/// <param name="Recall">Whom to send which signal once the record is written; null for nobody.</param>
public readonly record struct AcquireDecision(
    PrimaryRecord Next, AcquireOutcome.Held? Refusal, bool OthersWait, (NodeId To, StoreSignal Signal)? Recall)
{
    /// <summary>Decides on an acquire.</summary>
    /// <param name="current">The session's record. The session is not over.</param>
    /// <param name="holder">The life of the node that holds the lease; null if nobody does, or a node that is forgotten.</param>
    /// <param name="request">The acquire.</param>
    /// <param name="now">The store's clock.</param>
    public static AcquireDecision Of(PrimaryRecord current, NodeLife? holder, AcquireRequest request, DateTimeOffset now)
    {
        if (current.Hold is { } hold && hold.Node != request.Node && holder is { } life && life.IsOn(now))
        {
            var refusal = new AcquireOutcome.Held(hold.Node, hold.Age(now), hold.Purpose);
            return Wait(current, request, now, refusal, (hold.Node, new StoreSignal.Recall(request.Key, current.Token)));
        }

        if (current.Hold is null && current.Queue.Reserved(now) is { } first && first.Node != request.Node)
            return Wait(current, request, now, new AcquireOutcome.Held(first.Node, TimeSpan.Zero, first.Purpose), null);
        var next = current.Grant(request.Node, request.Purpose, now);
        return new AcquireDecision(next, null, next.Queue.HasOthers(request.Node, now), null);
    }

    private static AcquireDecision Wait(
        PrimaryRecord current, AcquireRequest request, DateTimeOffset now, AcquireOutcome.Held refusal, (NodeId, StoreSignal)? recall) =>
        new(current with { Queue = current.Queue.Enter(request.Node, request.Purpose, now) }, refusal, false, recall);
}
