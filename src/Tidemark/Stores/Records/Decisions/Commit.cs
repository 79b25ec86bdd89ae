namespace Tidemark.Stores;

/// <summary>What became of a commit, and in whose list of sessions this one is not to be any more.</summary>
internal readonly record struct CommitAnswer(CommitOutcome Outcome, UserKey Left, UserKey AlsoLeft);

/// <summary>Applies differences: <see cref="CommitDecision"/> says the rules.</summary>
/// <param name="request">The commit.</param>
/// <param name="isGuarded">As for <see cref="Acquire"/>: then it creates no session. Whoever commits to one that there is has a lease.</param>
internal sealed class Commit(CommitRequest request, bool isGuarded = false) : SessionDecision<CommitAnswer>(request.Key)
{
    public override string Verb => "commit a session";

    public override bool IsGuarded => isGuarded && request.Token.IsNone;

    public override UsualRequest? Usual => UsualCommit.Of(request);

    // Nobody waits.
    public override CommitAnswer AnswerUsual(in LoadedRecord after) => new(
        new CommitOutcome.Committed(request.Then == AfterCommit.Keep ? request.Token : LeaseToken.None, request.Base.Next(), OthersWait: false),
        UserKey.None,
        UserKey.None);

    protected override RecordVerdict<CommitAnswer> Decide(in SessionView session, in LoadedRecord loaded)
    {
        CopyRules.RefuseReplica(loaded);
        if (session.NeedsHolder)
            return RecordVerdict<CommitAnswer>.NeedsLife(session.HolderNode);
        var live = session.Live;
        var decision = CommitDecision.Of(live, live is null ? session.Tombstone : null, request, session.Now);
        if (!decision.Applies)
            return RecordVerdict<CommitAnswer>.Of(new CommitAnswer(decision.Outcome, UserKey.None, UserKey.None));
        if (request.Token.IsNone)
            CopyRules.RefuseClosed(loaded);

        // What is left of a session that is over makes way; its user's entry stays if the new session is the same user's.
        var left = live is null && session.Record is { } over && over.User != request.User ? over.User : UserKey.None;
        var signals = Wake(decision.Waking);
        if (decision.Next is not { } next)
        {
            return RecordVerdict<CommitAnswer>.Of(
                new CommitAnswer(decision.Outcome, left, request.User), Bury(decision.Left, session.Now, signals));
        }

        var rows = new List<RowChange>(request.Differences.Count);
        var chains = (live?.Chains ?? AttributeChains.Empty).Apply(request.Differences, next.Version, rows);
        return RecordVerdict<CommitAnswer>.Of(
            new CommitAnswer(decision.Outcome, left, UserKey.None),
            Write(session, next, signals, chains, rows, dropsRows: live is null && session.Record is not null));
    }
}
