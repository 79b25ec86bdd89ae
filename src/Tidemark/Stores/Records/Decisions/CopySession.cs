namespace Tidemark.Stores;

/// <summary>Takes a copy, if the guard says that the store is a replica in the copy's epoch.</summary>
internal abstract class CopyDecision : RecordDecision<CopyOutcome>
{
    public sealed override bool IsGuarded => true;

    protected abstract CopyStamp Stamp { get; }

    public sealed override RecordVerdict<CopyOutcome> Decide(in LoadedRecord loaded)
    {
        if (loaded.Guard is not { } guard)
            return RecordVerdict<CopyOutcome>.NeedsGuard();
        var standing = StandingCodec.Decode(guard.Span);
        return standing.Role == StoreRole.Replica && standing.Epoch == Stamp.Epoch
            ? Take(loaded)
            : RecordVerdict<CopyOutcome>.Of(new CopyOutcome.Refused(standing));
    }

    protected abstract RecordVerdict<CopyOutcome> Take(in LoadedRecord loaded);
}

/// <summary>Writes what changed of a session in the primary.</summary>
internal sealed class CopySession(SessionCopy copy) : CopyDecision
{
    public override string Verb => "copy a session";

    protected override CopyStamp Stamp => copy.Stamp;

    protected override RecordVerdict<CopyOutcome> Take(in LoadedRecord loaded)
    {
        var has = ReadImage.Of(loaded);
        if (has.Copy is { } other && other.IsAfter(copy.Stamp))
            return RecordVerdict<CopyOutcome>.Of(new CopyOutcome.Gap(has));
        if (copy.Record is not { } record)
            return RecordVerdict<CopyOutcome>.Of(CopyOutcome.Copied.Instance, Bury(loaded.Now, has.Record is not null));
        if (copy.On != (has.Record is { } current ? HistoryPoint.Of(current) : null))
            return RecordVerdict<CopyOutcome>.Of(new CopyOutcome.Gap(has));
        var rows = new List<RowChange>(copy.Attributes.Count);
        return (has.Record?.Chains ?? AttributeChains.Empty).Copy(copy.Attributes, rows) is { } chains
            ? RecordVerdict<CopyOutcome>.Of(CopyOutcome.Copied.Instance, Write(record, has.Record, chains, rows))
            : RecordVerdict<CopyOutcome>.Of(new CopyOutcome.Gap(has));
    }

    private RecordChange Write(PrimaryRecord record, PrimaryRecord? has, AttributeChains chains, List<RowChange> rows)
    {
        var next = CopyRules.Next(record, has, chains, copy.Stamp, copy.IsAnotherHistory);
        return new RecordChange
        {
            Record = SessionCodec.Encode(next),
            Read = next,
            Rows = rows,
            Due = new DueTime(DueKind.Sweep, next.Due),
            MovesDue = has?.Copy is null,
            Expiry = PrimaryRecord.Later(next.AbsoluteEnd, 2 * ISessionEnds.Untold),
            IsNews = true,
        };
    }

    // For as long as a copy may come late that would bring the session back.
    private RecordChange Bury(DateTimeOffset now, bool isThere)
    {
        var until = now + IChangeFeed.GoneKept;
        return new RecordChange
        {
            Record = TombstoneCodec.Encode(new Tombstone(until, copy.Commits) { Copy = copy.Stamp }),
            DropsRows = isThere,
            Due = new DueTime(DueKind.Sweep, until),
            MovesDue = true,
            Expiry = until,
            IsNews = true,
        };
    }
}

/// <summary>Replaces the list of a user by what it is in the primary.</summary>
internal sealed class CopyUser(UserCopy copy) : CopyDecision
{
    public override string Verb => "copy a user's list";

    protected override CopyStamp Stamp => copy.Stamp;

    protected override RecordVerdict<CopyOutcome> Take(in LoadedRecord loaded)
    {
        if (UserListCodec.Decode(loaded.Record.Span).Copy is { } other && other.IsAfter(copy.Stamp))
            return RecordVerdict<CopyOutcome>.Of(new CopyOutcome.Gap(SessionImage.Nothing));

        // An empty list is kept, too: it says that an older one comes late.
        var next = UserListCodec.Decode(copy.List.Span) with { Copy = copy.Stamp, Due = DateTimeOffset.MaxValue };
        var until = next.Sessions.Count == 0 ? loaded.Now + IChangeFeed.GoneKept : next.Until;
        return RecordVerdict<CopyOutcome>.Of(CopyOutcome.Copied.Instance, new RecordChange
        {
            Record = UserListCodec.Encode(next),
            Due = new DueTime(DueKind.Sweep, next.Sessions.Count == 0 ? until : DateTimeOffset.MaxValue),
            MovesDue = true,
            Expiry = PrimaryRecord.Later(until, ISessionEnds.Untold),
            IsNews = true,
        });
    }
}
