namespace Tidemark.Stores;

/// <summary>What a store has to do when a session is ended from outside.</summary>
/// <param name="Applies">Whether there is anything to end.</param>
/// <param name="Next">The record to write; null when the session, its attributes and its record go, and only <see cref="Left"/> stays.</param>
/// <param name="KeepsAttributes">Whether the attributes stay, because the end is still to be told.</param>
/// <param name="Recall">Whom to send which signal: the holder of its lease, so that it forgets the session; null for nobody.</param>
/// <param name="Waking">Whom to send <see cref="StoreSignal.Free"/>: they learn that the session is missing.</param>
public readonly record struct EndDecision(
    bool Applies, PrimaryRecord? Next, bool KeepsAttributes, (NodeId To, StoreSignal Signal)? Recall, IReadOnlyList<LeaseWaiter> Waking)
{
    /// <summary>What to remember under the session's key if its record goes; null if there is nothing to end.</summary>
    public Tombstone? Left { get; init; }

    /// <summary>Decides on an end.</summary>
    /// <param name="key">The session.</param>
    /// <param name="current">The session's record; null if there is none, or if it is over.</param>
    /// <param name="holder">The life of the node that holds the lease; null if nobody does, or a node that is forgotten.</param>
    /// <param name="reason">Why it ends.</param>
    /// <param name="now">The store's clock.</param>
    public static EndDecision Of(StateKey key, PrimaryRecord? current, NodeLife? holder, EndReason reason, DateTimeOffset now)
    {
        if (current is null)
            return new EndDecision(false, null, false, null, []);

        // A live holder is told until it gives the lease back; till then something of the session must stay for it.
        var hold = current.Hold is { } held && holder is { } life && life.IsOn(now) ? held : null;
        var next = current with { Ended = new EndMark(reason, now), Hold = hold, Queue = LeaseQueue.Empty };
        return new EndDecision(
            true,
            next.IsWorthless ? null : next,
            current.TellsEnd,
            hold is null ? null : (hold.Node, new StoreSignal.Recall(key, current.Token)),
            current.Queue.Waiters)
        {
            Left = next.Tombstone,
        };
    }
}
