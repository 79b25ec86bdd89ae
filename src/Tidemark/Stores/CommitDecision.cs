namespace Tidemark.Stores;

/// <summary>What a store has to do with a commit: decided before the first write, so that a refused commit leaves no trace.</summary>
/// <param name="Outcome">The answer to give.</param>
/// <param name="Applies">Whether there is anything to write. Refused and repeated commits write nothing.</param>
/// <param name="Next">The record to write; null when the session, its attributes and its record go, and only <see cref="Left"/> stays.</param>
/// <param name="Waking">Whom to send <see cref="StoreSignal.Free"/> once that is done.</param>
public readonly record struct CommitDecision(
    CommitOutcome Outcome, bool Applies, PrimaryRecord? Next, IReadOnlyList<LeaseWaiter> Waking)
{
    /// <summary>What to remember under the session's key if its record goes; null if it was not ended.</summary>
    public Tombstone? Left { get; init; }

    /// <summary>Decides on a commit.</summary>
    /// <param name="current">The session's record; null if there is none, or if it is over.</param>
    /// <param name="left">
    /// If it is null: the tombstone under the session's key, or that of the record that is over; null if there is none.
    /// </param>
    /// <param name="request">The commit.</param>
    /// <param name="now">The store's clock.</param>
    public static CommitDecision Of(PrimaryRecord? current, Tombstone? left, CommitRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        var decision = Decide(current, left, request, now);
        return decision.Applies && (current?.Chains ?? AttributeChains.Empty).FindMisfit(request.Differences) is { } misfit
            ? new CommitDecision(new CommitOutcome.Misfit(misfit.Name), false, current, [])
            : decision;
    }

    private static CommitDecision Decide(PrimaryRecord? current, Tombstone? left, CommitRequest request, DateTimeOffset now)
    {
        if (current is null)
            return left?.IsOn(now) is true ? Recall(left, request) : Create(request, now);

        // Before the token: a commit that is sent again may have given its lease back the first time.
        if (current.Commits.Find(request.Id) is { } commit)
            return new CommitDecision(commit.Answer(current.Queue.HasOthers(current.Hold?.Node ?? default, now)), false, current, []);
        if (request.Token.IsNone)
            return Refuse(FenceReason.SessionExists);
        if (current.Hold is null || current.Token != request.Token)
            return Refuse(FenceReason.LeaseLost);
        if (current.Version != request.Base)
            return Refuse(FenceReason.WrongBase);
        return Apply(current, request, request.Differences.Count == 0 ? current.Version : current.Version.Next(), now);
    }

    // Without a lease: nobody holds what has ended.
    private static CommitDecision Recall(Tombstone left, CommitRequest request) => left.Commits.Find(request.Id) is { } commit
        ? new CommitDecision(new CommitOutcome.Committed(LeaseToken.None, commit.Version, false), false, null, [])
        : Refuse(FenceReason.SessionGone);

    private static CommitDecision Create(CommitRequest request, DateTimeOffset now)
    {
        if (!request.Token.IsNone)
            return Refuse(FenceReason.SessionGone);
        if (request.Base != StateVersion.None)
            return Refuse(FenceReason.WrongBase);
        var created = new PrimaryRecord(StateVersion.None, now, request.Lifetime, now, LeaseToken.None, null, LeaseQueue.Empty, [])
            .Grant(request.Node, request.Purpose, now);
        return Apply(created, request, StateVersion.None.Next(), now);
    }

    private static CommitDecision Apply(PrimaryRecord current, CommitRequest request, StateVersion version, DateTimeOffset now)
    {
        var kept = request.Then == AfterCommit.Keep;
        var commit = new RecentCommit(request.Id, kept ? current.Token : LeaseToken.None, version);
        var next = current with
        {
            Version = version,
            Lifetime = request.Lifetime,
            LastUse = now,
            User = request.User,
            TellsEnd = request.TellsEnd || (current.TellsEnd && request.Then != AfterCommit.End),
            Ended = request.Then == AfterCommit.End ? new EndMark(EndReason.Abandoned, now) : null,
            Hold = kept && current.Hold is { } hold ? hold with { Purpose = request.Purpose } : null,
            Queue = kept ? current.Queue : current.Queue.Offer(now),
            Commits = current.Commits.Add(commit),
        };
        return new CommitDecision(
            commit.Answer(kept && current.Queue.HasOthers(current.Hold?.Node ?? default, now)),
            true,
            next.IsWorthless ? null : next,
            request.Then switch
            {
                AfterCommit.Keep => [],
                AfterCommit.Release => next.Queue.First,
                _ => next.Queue.Waiters,
            })
        {
            Left = next.Tombstone,
        };
    }

    private static CommitDecision Refuse(FenceReason reason) => new(new CommitOutcome.Fenced(reason), false, null, []);
}
