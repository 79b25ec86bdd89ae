namespace Tidemark.Sqlite;

// The ends of sessions.
internal sealed partial class SqliteVerbs
{
    // So that a claim after a busy hour lets commits pass in between.
    private const int PostponedAtOnce = 1000;

    public Answer<bool> End(SqliteTables tables, StateKey key, EndReason reason, DateTimeOffset now)
    {
        StoredSession? live;
        try
        {
            live = FindLive(tables.Reader, key, now);
        }
        catch (DamagedRowException)
        {
            // Nobody can say any more who holds it and who waits for it: they find it gone.
            tables.DeleteDamaged(key);
            return new Answer<bool>(true, []);
        }

        if (live is not { } session)
            return new Answer<bool>(false, []);
        var decision = EndDecision.Of(key, session.Record, session.Holder, reason, now);
        Leave(tables, key, session, decision.Next, decision.Left, decision.KeepsAttributes, now);
        var signals = decision.Waking.Select(waiter => new Outgoing(waiter.Node, new StoreSignal.Free(key)));
        if (decision.Recall is var (to, signal))
            signals = signals.Prepend(new Outgoing(to, signal));
        return new Answer<bool>(true, Post(tables, now, [.. signals]));
    }

    public static IReadOnlyList<EndedState> Claim(SqliteTables tables, int limit, TimeSpan claim, DateTimeOffset now)
    {
        var ended = new List<EndedState>();
        foreach (var key in tables.Ends.FindClaimable(now, limit))
        {
            try
            {
                if (tables.Reader.Find(key) is { } session)
                    ended.Add(Claim(tables, key, session, claim, now));
            }
            catch (DamagedRowException)
            {
                tables.Ends.PutOff(key, PrimaryRecord.Later(now, ISessionEnds.Untold));
            }
        }

        tables.Ends.Postpone(now, PostponedAtOnce);
        return ended;
    }

    public static EndedState? Claim(SqliteTables tables, StateKey key, TimeSpan claim, DateTimeOffset now) =>
        tables.Reader.Find(key) is { } session && session.Record.IsClaimable(now, session.Holder) ? Claim(tables, key, session, claim, now) : null;

    private static EndedState Claim(SqliteTables tables, StateKey key, StoredSession session, TimeSpan claim, DateTimeOffset now)
    {
        var (reason, at) = session.Record.EndAt(now, session.Holder);
        var ended = new EndedState(key, reason, at, tables.Reader.ReadState(session.Id, session.Record, StateVersion.None, now));
        tables.Update(session, session.Record with { ClaimedUntil = PrimaryRecord.Later(now, claim) });
        return ended;
    }

    public static void Forget(SqliteTables tables, StateKey key, DateTimeOffset now)
    {
        if (FindUndamaged(tables.Reader, key) is { } session && session.IsOver(now))
            Leave(tables, key, session, session.Record.Forget(now, session.Holder), session.Record.Tombstone, keepsAttributes: false, now);
    }

    // What stays of a session that is over.
    private static void Leave(
        SqliteTables tables, StateKey key, StoredSession session, PrimaryRecord? next, Tombstone? left, bool keepsAttributes, DateTimeOffset now)
    {
        if (next is null)
        {
            Remove(tables, key, session, left, now);
            return;
        }

        tables.Update(session, next);
        if (!keepsAttributes)
            tables.Chains.DeleteOf(session.Id);
    }

    private static void Remove(SqliteTables tables, StateKey key, StoredSession session, Tombstone? left, DateTimeOffset now)
    {
        tables.Delete(session.Id);
        tables.Users.Leave(session.Record.User, key);
        tables.Tombstones.Set(key, left, now);
    }
}
