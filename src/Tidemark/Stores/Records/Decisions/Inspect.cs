namespace Tidemark.Stores;

/// <summary>Reads all that a record says of a session, whether it is over or not.</summary>
internal sealed class Inspect(StateKey key) : SessionDecision<InspectedSession?>(key)
{
    public override string Verb => "inspect a session";

    public override RecordAccess Access => RecordAccess.Read;

    protected override bool ReadsCopies => true;

    protected override RecordVerdict<InspectedSession?> Decide(in SessionView session, in LoadedRecord loaded)
    {
        if (session.Record is not { } record)
            return RecordVerdict<InspectedSession?>.Of(null);
        if (record.Hold is { } hold && !session.KnowsHolder)
            return RecordVerdict<InspectedSession?>.NeedsLife(hold.Node);
        return RecordVerdict<InspectedSession?>.Of(new InspectedSession(
            record, session.Now, record.Copy is null ? session.IsOver : record.Ended is not null, session.Holder));
    }
}

/// <summary>A session as it lies in the store.</summary>
/// <param name="Record">What the store has of it.</param>
/// <param name="Now">The store's clock.</param>
/// <param name="IsOver">Whether it is over: what there is of it waits to be told or swept.</param>
/// <param name="Holder">The life of the node that holds the lease; null if nobody does, or a node that is dead.</param>
internal sealed record InspectedSession(PrimaryRecord Record, DateTimeOffset Now, bool IsOver, NodeLife? Holder);
