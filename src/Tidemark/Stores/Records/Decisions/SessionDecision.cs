namespace Tidemark.Stores;

/// <summary>A decision on a session: reads the record, and writes the next one.</summary>
internal abstract class SessionDecision<T>(StateKey key) : RecordDecision<T>
{
    protected StateKey Key => key;

    public sealed override RecordVerdict<T> Decide(in LoadedRecord loaded)
    {
        var session = SessionView.Of(loaded);
        if (session.Record?.Copy is null)
            return Decide(session, loaded);
        if (loaded.Guard is not { } guard)
            return RecordVerdict<T>.NeedsGuard();
        var standing = StandingCodec.Decode(guard.Span);
        return Decide(standing.Role == StoreRole.Replica && ReadsCopies ? session : session.Adopt(standing), loaded);
    }

    /// <summary>Whether it can be asked about a copy in a replica, which is nobody's session there. Default: false, and it is refused.</summary>
    protected virtual bool ReadsCopies => false;

    protected abstract RecordVerdict<T> Decide(in SessionView session, in LoadedRecord loaded);

    /// <summary>The change that makes the session <paramref name="next"/>.</summary>
    protected RecordChange Write(
        in SessionView session,
        PrimaryRecord next,
        IReadOnlyList<Outgoing>? signals = null,
        AttributeChains? chains = null,
        IReadOnlyList<RowChange>? rows = null,
        bool dropsRows = false)
    {
        var now = session.Now;
        var due = DueOf(next);
        var before = session.Record;
        DueTime? was = before is null ? null : new DueTime(DueOf(before).Kind, before.Due);
        if (was is { } kept && kept.Kind == due.Kind && due.Time >= kept.Time && now < kept.Time)
            due = kept;
        next = next with { Due = due.Time, Chains = chains ?? next.Chains };
        return new RecordChange
        {
            Record = SessionCodec.Encode(next),
            Read = next,
            DropsRows = dropsRows,
            Rows = rows ?? [],
            Due = due,
            MovesDue = due != was,
            Expiry = ExpiryOf(next, due.Time, now),
            Holder = next.Hold?.Node ?? default,
            Asked = next.Hold is { } hold && (next.Ended is not null || next.Queue.HasOthers(hold.Node, now)) ? hold.Node : default,
            IsNews = IsNews(before, next),
            Signals = signals ?? [],
            ValidUntil = before is not null && !session.IsOver ? before.OverAt(now, session.Holder) : DateTimeOffset.MaxValue,
        };
    }

    /// <summary>The change that leaves only a tombstone, or nothing.</summary>
    protected static RecordChange Bury(Tombstone? left, DateTimeOffset now, IReadOnlyList<Outgoing>? signals = null) => left?.IsOn(now) is true
        ? new RecordChange
        {
            Record = TombstoneCodec.Encode(left),
            DropsRows = true,
            Due = new DueTime(DueKind.Sweep, left.Until),
            MovesDue = true,
            Expiry = left.Until,
            IsNews = true,
            Signals = signals ?? [],
        }
        : new RecordChange { Record = default, DropsRows = true, IsNews = true, Signals = signals ?? [] };

    protected IReadOnlyList<Outgoing> Wake(IReadOnlyList<LeaseWaiter> waiters) =>
        waiters.Count == 0 ? [] : [.. waiters.Select(waiter => new Outgoing(waiter.Node, new StoreSignal.Free(key)))];

    private static bool IsNews(PrimaryRecord? before, PrimaryRecord next) => before is null || before.Version != next.Version
        || before.Created != next.Created || before.Lifetime != next.Lifetime || before.User != next.User || before.Ended != next.Ended;

    // A claim that lasts until nobody tells it any more leaves the rest to the sweep.
    private static DueTime DueOf(PrimaryRecord record)
    {
        var over = record.Ended?.At ?? record.IdleEnd;
        var untold = PrimaryRecord.Later(over, ISessionEnds.Untold);
        if (!record.TellsEnd)
            return new DueTime(DueKind.Sweep, over);
        return record.ClaimedUntil >= untold
            ? new DueTime(DueKind.Sweep, untold)
            : new DueTime(DueKind.Tell, record.ClaimedUntil > over ? record.ClaimedUntil : over);
    }

    // Some time after it can have been used last.
    private static DateTimeOffset ExpiryOf(PrimaryRecord record, DateTimeOffset due, DateTimeOffset now)
    {
        var last = PrimaryRecord.Later(due > now ? due : now, record.Lifetime.Idle);
        return PrimaryRecord.Later(last < record.AbsoluteEnd ? last : record.AbsoluteEnd, record.TellsEnd ? 2 * ISessionEnds.Untold : ISessionEnds.Untold / 24);
    }
}

/// <summary>What a record says of a session at the time of a decision.</summary>
internal readonly ref struct SessionView
{
    private readonly HolderLife? _life;

    private SessionView(PrimaryRecord? record, Tombstone? tombstone, HolderLife? life, DateTimeOffset now)
    {
        (Record, _life, Now) = (record, life, now);
        Tombstone = record?.Tombstone ?? tombstone;
        NeedsHolder = record is not null && record.Ended is null && record.Hold is not null && !KnowsHolder
            && Now >= record.IdleEnd && Now < record.AbsoluteEnd;
        IsOver = record is not null && !NeedsHolder && record.IsOver(Now, Holder);
    }

    /// <summary>The store's clock.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The record, though the session may be over; null if there is none.</summary>
    public PrimaryRecord? Record { get; }

    /// <summary>What is remembered of the session, if it was ended.</summary>
    public Tombstone? Tombstone { get; }

    /// <summary>Whether it hangs on the holder's life whether the session is over, and that is not known.</summary>
    public bool NeedsHolder { get; }

    /// <summary>Whether the session is over; false if there is none.</summary>
    public bool IsOver { get; }

    /// <summary>The record of a session that is not over; null if there is none.</summary>
    public PrimaryRecord? Live => IsOver ? null : Record;

    /// <summary>The node that holds the lease.</summary>
    public NodeId HolderNode => Record?.Hold?.Node ?? default;

    /// <summary>Whether it is known if the node that holds the lease is alive.</summary>
    public bool KnowsHolder => _life is { } life && life.Node == HolderNode;

    /// <summary>The life of the node that holds the lease; null if nobody does, or one that is dead.</summary>
    public NodeLife? Holder => KnowsHolder && _life is { IsOn: true } life ? new NodeLife(life.Since, DateTimeOffset.MaxValue) : null;

    /// <summary>A copy as the session that it is once its store is the primary: used last when it became so, if not later.</summary>
    /// <exception cref="BarredRecordException">It is a replica.</exception>
    public SessionView Adopt(StoreStanding standing)
    {
        if (standing.Role == StoreRole.Replica)
            throw new BarredRecordException(standing);
        var used = Record!.LastUse > standing.Since ? Record.LastUse : standing.Since;
        return new SessionView(Record with { Copy = null, LastUse = used }, null, _life, Now);
    }

    public static SessionView Of(in LoadedRecord loaded)
    {
        var bytes = loaded.Record.Span;
        if (bytes.IsEmpty)
            return new SessionView(null, null, loaded.Life, loaded.Now);
        RecordReader.CheckForm(bytes);
        return bytes[0] == TombstoneCodec.Format
            ? new SessionView(null, TombstoneCodec.Decode(loaded.Record), loaded.Life, loaded.Now)
            : new SessionView(loaded.Read as PrimaryRecord ?? SessionCodec.Decode(loaded.Record), null, loaded.Life, loaded.Now);
    }
}
