namespace Tidemark.Stores;

/// <summary>Reads a session.</summary>
internal sealed class Read(StateKey key, StateVersion known) : SessionDecision<ReadOutcome>(key)
{
    public override string Verb => "read a session";

    public override RecordAccess Access => RecordAccess.Read;

    public override StateVersion? Newer => known;

    protected override RecordVerdict<ReadOutcome> Decide(in SessionView session, in LoadedRecord loaded)
    {
        if (session.NeedsHolder)
            return RecordVerdict<ReadOutcome>.NeedsLife(session.HolderNode);
        if (session.Live is not { } current)
            return RecordVerdict<ReadOutcome>.Of(ReadOutcome.Missing.Instance);
        if (current.Version == known)
            return RecordVerdict<ReadOutcome>.Of(new ReadOutcome.NotModified(current.Remaining(session.Now)));
        var since = current.Since(known);
        return loaded.Newer is { } newer && newer <= since
            ? RecordVerdict<ReadOutcome>.Of(new ReadOutcome.Found(ChainAssembly.Of(current, since, loaded.Rows, session.Now)))
            : RecordVerdict<ReadOutcome>.NeedsRows(since);
    }
}

/// <summary>Reads what there is of a session beside its attributes.</summary>
internal sealed class ReadHead(StateKey key) : SessionDecision<SessionHead?>(key)
{
    public override string Verb => "read a session";

    public override RecordAccess Access => RecordAccess.Read;

    protected override RecordVerdict<SessionHead?> Decide(in SessionView session, in LoadedRecord loaded)
    {
        if (session.NeedsHolder)
            return RecordVerdict<SessionHead?>.NeedsLife(session.HolderNode);
        var now = session.Now;
        return RecordVerdict<SessionHead?>.Of(session.Live is { } current
            ? new SessionHead(current.Version, current.User, current.Age(now), current.Lifetime, current.Remaining(now))
            : null);
    }
}

/// <summary>What a node's beat is told of a session that was asked of it; null if there is nothing to hear.</summary>
internal sealed class Pending(StateKey key, NodeId node) : SessionDecision<StoreSignal.Recall?>(key)
{
    public override string Verb => "renew a node";

    public override RecordAccess Access => RecordAccess.Read;

    // An ended session is still heard of, by its holder.
    protected override RecordVerdict<StoreSignal.Recall?> Decide(in SessionView session, in LoadedRecord loaded)
    {
        if (session.NeedsHolder)
            return RecordVerdict<StoreSignal.Recall?>.NeedsLife(session.HolderNode);
        return RecordVerdict<StoreSignal.Recall?>.Of(
            session.Record is { } record && (record.Ended is not null || !session.IsOver) ? record.Pending(Key, node, session.Now) : null);
    }
}
