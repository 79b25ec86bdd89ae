namespace Tidemark.Sqlite;

// The ends of sessions.
internal sealed partial class SqliteVerbs
{
    // So that a claim after a busy hour lets commits pass in between.
    private const int PostponedAtOnce = 1000;

    public Answer<bool> End(SqliteTables tables, StateKey key, EndReason reason, DateTimeOffset now)
    {
        if (FindLive(tables.Reader, key, now) is not { } session)
            return new Answer<bool>(false, []);
        var decision = EndDecision.Of(key, session.Record, session.Holder, reason, now);
        Leave(tables, key, session, decision.Next, decision.KeepsAttributes);
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
            if (tables.Reader.Find(key) is { } session)
                ended.Add(Claim(tables, key, session, claim, now));
        }

        tables.Ends.Postpone(now, PostponedAtOnce);
        return ended;
    }

    public static EndedState? Claim(SqliteTables tables, StateKey key, TimeSpan claim, DateTimeOffset now) =>
        tables.Reader.Find(key) is { } session && session.Record.IsClaimable(now, session.Holder) ? Claim(tables, key, session, claim, now) : null;

    private static EndedState Claim(SqliteTables tables, StateKey key, StoredSession session, TimeSpan claim, DateTimeOffset now)
    {
        tables.Update(session, session.Record with { ClaimedUntil = PrimaryRecord.Later(now, claim) });
        var (reason, at) = session.Record.EndAt(now, session.Holder);
        return new EndedState(key, reason, at, tables.Reader.ReadState(session.Id, session.Record, StateVersion.None, now));
    }

    public static void Forget(SqliteTables tables, StateKey key, DateTimeOffset now)
    {
        if (tables.Reader.Find(key) is { } session && session.IsOver(now))
            Leave(tables, key, session, session.Record.Forget(now, session.Holder), keepsAttributes: false);
    }

    // What stays of a session that is over.
    private static void Leave(SqliteTables tables, StateKey key, StoredSession session, PrimaryRecord? left, bool keepsAttributes)
    {
        if (left is null)
        {
            Remove(tables, key, session);
            return;
        }

        tables.Update(session, left);
        if (!keepsAttributes)
            tables.Chains.DeleteOf(session.Id);
    }

    private static void Remove(SqliteTables tables, StateKey key, StoredSession session)
    {
        tables.Delete(session.Id);
        tables.Users.Leave(session.Record.User, key);
    }
}
