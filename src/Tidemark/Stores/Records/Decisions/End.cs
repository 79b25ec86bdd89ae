namespace Tidemark.Stores;

/// <summary>Whether a session was ended, and in whose list of sessions it is not to be any more.</summary>
internal readonly record struct EndAnswer(bool IsEnded, UserKey Left);

/// <summary>Ends a session from outside: <see cref="EndDecision"/> says the rules. What is damaged ends too, untold: nobody can say who holds it.</summary>
/// <param name="key">The session.</param>
/// <param name="reason">Why.</param>
/// <param name="isGuarded">As for <see cref="Acquire"/>: what a replica ends, its primary still has.</param>
internal sealed class End(StateKey key, EndReason reason, bool isGuarded = false) : RecordDecision<EndAnswer>
{
    private readonly Undamaged _undamaged = new(key, reason);

    public override string Verb => "end a session";

    public override bool LeavesWord => true;

    public override bool IsGuarded => isGuarded;

    public override RecordVerdict<EndAnswer> Decide(in LoadedRecord loaded)
    {
        CopyRules.RefuseReplica(loaded);
        try
        {
            return _undamaged.Decide(loaded);
        }
        catch (DamagedRecordException damaged) when (!damaged.IsNewer)
        {
            return RecordVerdict<EndAnswer>.Of(new EndAnswer(true, UserKey.None), new RecordChange { Record = default, DropsRows = true });
        }
    }

    private sealed class Undamaged(StateKey key, EndReason reason) : SessionDecision<EndAnswer>(key)
    {
        public override string Verb => "end a session";

        protected override RecordVerdict<EndAnswer> Decide(in SessionView session, in LoadedRecord loaded)
        {
            if (session.NeedsHolder)
                return RecordVerdict<EndAnswer>.NeedsLife(session.HolderNode);
            if (session.Live is not { } current)
                return RecordVerdict<EndAnswer>.Of(default);
            if (current.Hold is not null && !session.KnowsHolder)
                return RecordVerdict<EndAnswer>.NeedsLife(session.HolderNode);
            var decision = EndDecision.Of(Key, current, session.Holder, reason, session.Now);
            var signals = Wake(decision.Waking);
            if (decision.Recall is var (to, signal))
                signals = [new Outgoing(to, signal), .. signals];
            if (decision.Next is not { } next)
                return RecordVerdict<EndAnswer>.Of(new EndAnswer(true, current.User), Bury(decision.Left, session.Now, signals));
            return RecordVerdict<EndAnswer>.Of(
                new EndAnswer(true, UserKey.None),
                Write(session, next, signals, decision.KeepsAttributes ? null : AttributeChains.Empty, dropsRows: !decision.KeepsAttributes));
        }
    }
}
