namespace Tidemark.Stores;

/// <summary>A decision on the list of a user's sessions.</summary>
internal abstract class UserDecision : RecordDecision<IReadOnlyList<UserEntry>>
{
    public override string Verb => "list a user";

    public sealed override RecordVerdict<IReadOnlyList<UserEntry>> Decide(in LoadedRecord loaded)
    {
        var stored = UserList.Empty;
        if (!loaded.Record.IsEmpty)
        {
            RecordReader.CheckForm(loaded.Record.Span);
            stored = UserListCodec.Decode(loaded.Record.Span);
        }

        var list = stored;
        if (stored.Copy is not null)
        {
            if (loaded.Guard is not { } guard)
                return RecordVerdict<IReadOnlyList<UserEntry>>.NeedsGuard();
            list = Adopt(stored, StandingCodec.Decode(guard.Span), loaded.Now);
        }

        var next = Next(list, loaded.Now);
        var entries = next.List(loaded.Now);
        if (ReferenceEquals(next, list))
            return RecordVerdict<IReadOnlyList<UserEntry>>.Of(entries);
        return RecordVerdict<IReadOnlyList<UserEntry>>.Of(entries, next.Sessions.Count == 0
            ? new RecordChange { Record = default, IsNews = true }
            : new RecordChange
            {
                Record = UserListCodec.Encode(next),
                Due = new DueTime(DueKind.Sweep, next.Due),
                MovesDue = next.Due != stored.Due || next.Until != stored.Until,
                Expiry = next.Until,
                IsNews = !ReferenceEquals(next.Sessions, list.Sessions),
            });
    }

    private static UserList Adopt(UserList list, StoreStanding standing, DateTimeOffset now) => standing.Role == StoreRole.Replica
        ? throw new BarredRecordException(standing)
        : list with { Copy = null, Due = now + IUserIndex.Patience };

    protected abstract UserList Next(UserList list, DateTimeOffset now);
}

/// <summary>Enters a session as the last one.</summary>
internal sealed class EnterUser(StateKey session, Lifetime lifetime) : UserDecision
{
    protected override UserList Next(UserList list, DateTimeOffset now) => list.Enter(session, null, lifetime.Absolute, now);
}

/// <summary>Enters the next key of a session at its place.</summary>
internal sealed class MoveUser(StateKey session, StateKey next, Lifetime lifetime) : UserDecision
{
    protected override UserList Next(UserList list, DateTimeOffset now) => list.Enter(next, list.PlaceOf(session), lifetime.Absolute, now);
}

/// <summary>Removes a session.</summary>
internal sealed class LeaveUser(StateKey session) : UserDecision
{
    protected override UserList Next(UserList list, DateTimeOffset now) => list.Leave(listed => listed.Session == session);
}

/// <summary>Lists the sessions.</summary>
internal sealed class ListUser : UserDecision
{
    public override RecordAccess Access => RecordAccess.Read;

    protected override UserList Next(UserList list, DateTimeOffset now) => list;
}

/// <summary>Removes sessions that were found to be gone, and says when to look again.</summary>
internal sealed class PruneUser(IReadOnlySet<StateKey> gone, DateTimeOffset next) : UserDecision
{
    public override string Verb => "sweep";

    // One that was entered anew since may not be committed yet.
    protected override UserList Next(UserList list, DateTimeOffset now) =>
        list.Leave(listed => gone.Contains(listed.Session) && now - listed.At > IUserIndex.Patience) with { Due = next };
}
