namespace Tidemark.Stores;

/// <summary>Gives a lease back.</summary>
internal sealed class Release(StateKey key, LeaseToken token, TimeSpan unused) : SessionDecision<UserKey>(key)
{
    public override string Verb => "release a session";

    public override UsualRequest? Usual => token.IsNone ? null : new UsualReturn(token, unused);

    public override UserKey AnswerUsual(in LoadedRecord after) => UserKey.None;

    // The user of a session of which only the tombstone is left.
    protected override RecordVerdict<UserKey> Decide(in SessionView session, in LoadedRecord loaded)
    {
        if (session.NeedsHolder)
            return RecordVerdict<UserKey>.NeedsLife(session.HolderNode);
        if (session.Record is not { } current || (session.IsOver && current.Ended is null))
            return RecordVerdict<UserKey>.Of(UserKey.None);
        var next = current.Release(token, unused, session.Now);
        if (ReferenceEquals(next, current))
            return RecordVerdict<UserKey>.Of(UserKey.None);
        var signals = Wake(next.Queue.First);
        return next.IsWorthless
            ? RecordVerdict<UserKey>.Of(next.User, Bury(next.Tombstone, session.Now, signals))
            : RecordVerdict<UserKey>.Of(UserKey.None, Write(session, next, signals));
    }
}

/// <summary>Says when a session was last used.</summary>
internal sealed class Touch(SessionUse use) : SessionDecision<bool>(use.Key)
{
    public override string Verb => "touch sessions";

    protected override RecordVerdict<bool> Decide(in SessionView session, in LoadedRecord loaded)
    {
        if (session.NeedsHolder)
            return RecordVerdict<bool>.NeedsLife(session.HolderNode);
        if (session.Live is not { } current || current.Touch(use.Ago, session.Now) is var next && ReferenceEquals(next, current))
            return RecordVerdict<bool>.Of(false);
        return RecordVerdict<bool>.Of(true, Write(session, next));
    }
}
