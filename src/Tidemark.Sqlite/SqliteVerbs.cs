namespace Tidemark.Sqlite;

/// <summary>What the verbs do inside the writer's transaction. A signal for a node that does not listen at this store goes into the file.</summary>
internal sealed partial class SqliteVerbs(SqliteListeners listeners)
{
    public Answer<AcquireOutcome> Acquire(SqliteTables tables, AcquireRequest request, DateTimeOffset now)
    {
        if (FindLive(tables.Reader, request.Key, now) is not { } session)
            return new Answer<AcquireOutcome>(AcquireOutcome.Missing.Instance, []);
        var decision = AcquireDecision.Of(session.Record, session.Holder, request, now);
        tables.Update(session, decision.Next);
        if (decision.Refusal is { } refusal)
            return new Answer<AcquireOutcome>(refusal, Post(tables, now, decision.Recall is var (to, signal) ? [new Outgoing(to, signal)] : []));
        var state = tables.Reader.ReadState(session.Id, decision.Next, request.Known, now);
        return new Answer<AcquireOutcome>(new AcquireOutcome.Granted(decision.Next.Token, state, decision.OthersWait), []);
    }

    public Answer<CommitOutcome> Commit(SqliteTables tables, CommitRequest request, DateTimeOffset now)
    {
        var found = tables.Reader.Find(request.Key);
        var session = found is null || found.IsOver(now) ? null : found;
        var left = session is not null ? null : found is null ? tables.Tombstones.Find(request.Key) : found.Record.Tombstone;
        var decision = CommitDecision.Of(
            session?.Record, left, name => session is null ? null : tables.Chains.FindEnd(session.Id, name), request, now);
        if (decision.Applies)
        {
            // What is left of a session that is over, or the whole of one that ends. An entry stays if the next session is the same user's.
            if (found is not null && (session is null || decision.Next is null))
                tables.Delete(found.Id);
            if (session is null && found is not null && found.Record.User != request.User)
                tables.Users.Leave(found.Record.User, request.Key);
            if (left is not null)
                tables.Tombstones.Delete(request.Key);
            if (decision.Next is null)
            {
                tables.Users.Leave(request.User, request.Key);
                tables.Tombstones.Set(request.Key, decision.Left, now);
            }

            if (decision.Next is { } next)
            {
                if (session is not null)
                    tables.Update(session, next);
                tables.Chains.Apply(session?.Id ?? tables.Insert(request.Key, next), next.Version, request.Differences);
            }
        }

        return new Answer<CommitOutcome>(decision.Outcome, Wake(tables, request.Key, decision.Waking, now));
    }

    public IReadOnlyList<Outgoing> Release(SqliteTables tables, StateKey key, LeaseToken token, TimeSpan unused, DateTimeOffset now)
    {
        if (tables.Reader.Find(key) is not { } session || !IsHeard(session, now))
            return [];
        var next = session.Record.Release(token, unused, now);
        if (ReferenceEquals(next, session.Record))
            return [];
        if (next.IsWorthless)
            Remove(tables, key, session, next.Tombstone, now);
        else
            tables.Update(session, next);
        return Wake(tables, key, next.Queue.First, now);
    }

    public static void Touch(SqliteTables tables, SessionUse use, DateTimeOffset now)
    {
        if (FindUndamaged(tables.Reader, use.Key) is not { } session || session.IsOver(now))
            return;
        var next = session.Record.Touch(use.Ago, now);
        if (!ReferenceEquals(next, session.Record))
            tables.Update(session, next);
    }

    public static BeatOutcome Beat(SqliteTables tables, NodeId node, TimeSpan lifetime, DateTimeOffset now)
    {
        if (lifetime == TimeSpan.Zero)
        {
            tables.DeleteNode(node);
            return new BeatOutcome(default, []);
        }

        var life = NodeLife.Beat(tables.Nodes.Find(node), now, lifetime);
        tables.Nodes.Set(node, life);
        return new BeatOutcome(life.Since, tables.FindRecalled(node) is { } keys
            ? [.. keys.Select(key => Pending(tables.Reader, key, node, now)).OfType<StoreSignal.Recall>().Take(StoreSignal.Recall.MaxAtOnce)]
            : []);
    }

    public static StoredSession? FindLive(SqliteReader reader, StateKey key, DateTimeOffset now) =>
        reader.Find(key) is { } session && !session.IsOver(now) ? session : null;

    // Verbs on many sessions pass over those that are damaged.
    private static StoredSession? FindUndamaged(SqliteReader reader, StateKey key)
    {
        try
        {
            return reader.Find(key);
        }
        catch (DamagedRowException)
        {
            return null;
        }
    }

    private static StoreSignal.Recall? Pending(SqliteReader reader, StateKey key, NodeId node, DateTimeOffset now) =>
        FindUndamaged(reader, key) is { } session && IsHeard(session, now) ? session.Record.Pending(key, node, now) : null;

    // Of an ended session the store still hears, from its holder.
    private static bool IsHeard(StoredSession session, DateTimeOffset now) => session.Record.Ended is not null || !session.IsOver(now);

    private IReadOnlyList<Outgoing> Wake(SqliteTables tables, StateKey key, IReadOnlyList<LeaseWaiter> waiters, DateTimeOffset now) =>
        waiters.Count == 0 ? [] : Post(tables, now, [.. waiters.Select(waiter => new Outgoing(waiter.Node, new StoreSignal.Free(key)))]);

    private IReadOnlyList<Outgoing> Post(SqliteTables tables, DateTimeOffset now, IReadOnlyList<Outgoing> signals)
    {
        foreach (var signal in signals)
        {
            if (!listeners.Has(signal.To))
                tables.Signals.Set(signal, now);
        }

        return signals;
    }
}
