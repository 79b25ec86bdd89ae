namespace Tidemark.Stores;

/// <summary>Reads a guard.</summary>
internal sealed class ReadStanding : RecordDecision<StoreStanding>
{
    public override string Verb => "read what it is";

    public override RecordAccess Access => RecordAccess.Read;

    public override RecordVerdict<StoreStanding> Decide(in LoadedRecord loaded) => RecordVerdict<StoreStanding>.Of(StandingCodec.Decode(loaded.Record.Span));
}

/// <summary>Sets a guard; answers whether it says so now.</summary>
internal sealed class SetStanding(StoreStanding standing) : RecordDecision<bool>
{
    public override string Verb => "change what it is";

    public override RecordVerdict<bool> Decide(in LoadedRecord loaded)
    {
        var current = StandingCodec.Decode(loaded.Record.Span);
        if (!current.GivesWayTo(standing))
            return RecordVerdict<bool>.Of(false);
        var since = current.Role == standing.Role && current.Epoch == standing.Epoch ? current.Since : loaded.Now;
        return RecordVerdict<bool>.Of(true, new RecordChange
        {
            Record = StandingCodec.Encode(standing with { Since = since }),
            Due = Due,
            MovesDue = loaded.Record.IsEmpty,
            Expiry = DateTimeOffset.MaxValue,
        });
    }

    // Never: nobody sweeps it.
    private static DueTime Due => new(DueKind.Sweep, DateTimeOffset.MaxValue);
}
