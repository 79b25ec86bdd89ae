namespace Tidemark.Stores;

/// <summary>What a look at a record that is due came to.</summary>
internal enum Look
{
    /// <summary>It is looked at again some other time.</summary>
    Moved,

    /// <summary>It is still due.</summary>
    Stays,

    /// <summary>What was to be done is done.</summary>
    Done,
}

/// <summary>Removes a session that is over; one that is not is looked at later. What is damaged goes once nobody can want it any more.</summary>
internal sealed class Sweep(StateKey key, TimeSpan overdue) : RecordDecision<(Look Look, UserKey Left)>
{
    private readonly SweepUndamaged _undamaged = new(key);

    public override string Verb => "sweep";

    public override RecordVerdict<(Look Look, UserKey Left)> Decide(in LoadedRecord loaded)
    {
        try
        {
            return _undamaged.Decide(loaded);
        }
        catch (DamagedRecordException damaged) when (!damaged.IsNewer && overdue >= ISessionEnds.Untold)
        {
            return RecordVerdict<(Look, UserKey)>.Of((Look.Done, UserKey.None), new RecordChange { Record = default, DropsRows = true });
        }
    }
}

internal sealed class SweepUndamaged(StateKey key) : SessionDecision<(Look Look, UserKey Left)>(key)
{
    public override string Verb => "sweep";

    protected override RecordVerdict<(Look Look, UserKey Left)> Decide(in SessionView session, in LoadedRecord loaded)
    {
        if (session.Record is not { } record)
        {
            var change = session.Tombstone is { } left ? Bury(left, session.Now) : new RecordChange { Record = default };
            return RecordVerdict<(Look, UserKey)>.Of((Look.Moved, UserKey.None), change with { IsNews = false });
        }

        if (session.NeedsHolder)
            return RecordVerdict<(Look, UserKey)>.NeedsLife(session.HolderNode);
        if (!session.IsOver)
        {
            return record.IdleEnd > session.Now
                ? RecordVerdict<(Look, UserKey)>.Of((Look.Moved, UserKey.None), Write(session, record))
                : RecordVerdict<(Look, UserKey)>.Of((Look.Stays, UserKey.None));
        }

        if (record.Hold is not null && !session.KnowsHolder)
            return RecordVerdict<(Look, UserKey)>.NeedsLife(session.HolderNode);
        return record.IsRemovable(session.Now, session.Holder)
            ? RecordVerdict<(Look, UserKey)>.Of((Look.Done, record.User), Bury(record.Tombstone, session.Now))
            : RecordVerdict<(Look, UserKey)>.Of((Look.Stays, UserKey.None));
    }
}

/// <summary>Until when a session lives if nobody uses it, and what time it is; null if it is over, or none.</summary>
internal sealed class LivesUntil(StateKey key) : SessionDecision<(DateTimeOffset? Until, DateTimeOffset Now)>(key)
{
    public override string Verb => "sweep";

    public override RecordAccess Access => RecordAccess.Read;

    protected override RecordVerdict<(DateTimeOffset? Until, DateTimeOffset Now)> Decide(in SessionView session, in LoadedRecord loaded) =>
        session.NeedsHolder
            ? RecordVerdict<(DateTimeOffset?, DateTimeOffset)>.NeedsLife(session.HolderNode)
            : RecordVerdict<(DateTimeOffset?, DateTimeOffset)>.Of((session.Record?.IdleEnd, session.Now));
}
