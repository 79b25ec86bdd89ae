namespace Tidemark.Stores;

/// <summary>Claims the end of a session, to tell it.</summary>
internal sealed class Claim(StateKey key, TimeSpan span) : SessionDecision<(Look Look, EndedState? Ended)>(key)
{
    public override string Verb => "claim the ends of sessions";

    public override StateVersion? Newer => StateVersion.None;

    protected override RecordVerdict<(Look Look, EndedState? Ended)> Decide(in SessionView session, in LoadedRecord loaded)
    {
        if (session.Record is not { } record)
            return RecordVerdict<(Look, EndedState?)>.Of((Look.Moved, null), session.Tombstone is null ? new RecordChange { Record = default } : null);
        if (session.NeedsHolder)
            return RecordVerdict<(Look, EndedState?)>.NeedsLife(session.HolderNode);
        if (!session.IsOver)
        {
            return record.IdleEnd > session.Now && session.Now >= record.Due
                ? RecordVerdict<(Look, EndedState?)>.Of((Look.Moved, null), Write(session, record))
                : RecordVerdict<(Look, EndedState?)>.Of((Look.Stays, null));
        }

        if (!record.IsClaimable(session.Now, session.Holder))
            return RecordVerdict<(Look, EndedState?)>.Of((Look.Stays, null));
        if (record.Hold is not null && record.Ended is null && !session.KnowsHolder)
            return RecordVerdict<(Look, EndedState?)>.NeedsLife(session.HolderNode);
        if (loaded.Newer != StateVersion.None)
            return RecordVerdict<(Look, EndedState?)>.NeedsRows(StateVersion.None);
        var (reason, at) = record.EndAt(session.Now, session.Holder);
        var state = ChainAssembly.Of(record, StateVersion.None, loaded.Rows, session.Now);
        return RecordVerdict<(Look, EndedState?)>.Of(
            (Look.Done, new EndedState(Key, reason, at, state)),
            Write(session, record with { ClaimedUntil = PrimaryRecord.Later(session.Now, span) }));
    }
}

/// <summary>Removes a session whose end was told. One that was ended stays, empty, until its live holder has given the lease back.</summary>
internal sealed class Forget(StateKey key) : SessionDecision<UserKey>(key)
{
    public override string Verb => "forget the ends of sessions";

    protected override RecordVerdict<UserKey> Decide(in SessionView session, in LoadedRecord loaded)
    {
        if (session.NeedsHolder)
            return RecordVerdict<UserKey>.NeedsLife(session.HolderNode);
        if (session.Record is not { } record || !session.IsOver)
            return RecordVerdict<UserKey>.Of(UserKey.None);
        if (record is { Ended: not null, Hold: not null } && !session.KnowsHolder)
            return RecordVerdict<UserKey>.NeedsLife(session.HolderNode);
        return record.Forget(session.Now, session.Holder) is { } next
            ? RecordVerdict<UserKey>.Of(UserKey.None, Write(session, next, chains: AttributeChains.Empty, dropsRows: true))
            : RecordVerdict<UserKey>.Of(record.User, Bury(record.Tombstone, session.Now));
    }
}
