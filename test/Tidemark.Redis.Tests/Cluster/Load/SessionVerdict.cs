using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;

namespace Tidemark.Redis.Tests.Cluster.Load;

/// <summary>What a load did to one session, as the simulation's checkers see it.</summary>
/// <param name="Session">The session.</param>
/// <param name="Faults">What must not be.</param>
/// <param name="Lost">Requests that were acknowledged, and whose commits the store has lost. A fault, unless a fail-over may lose some.</param>
/// <param name="StaleReads">What is wrong with its readers alone; null if nothing is.</param>
internal sealed record SessionVerdict(LoadSession Session, IReadOnlyList<string> Faults, IReadOnlyList<Visit> Lost, string? StaleReads)
{
    /// <param name="session">The session, which nobody uses any more.</param>
    /// <param name="end">What the store holds of it.</param>
    /// <param name="history">What everybody saw.</param>
    /// <param name="failedOver">
    /// When a primary was replaced: commits of requests that began before may be lost, though they were acknowledged, and what is left must still be one
    /// history. Null: nothing may be lost.
    /// </param>
    public static SessionVerdict Of(LoadSession session, EndState? end, LoadHistory history, TimeSpan? failedOver = null)
    {
        var mayLose = failedOver is not null;
        if (end is null)
            return new SessionVerdict(session, ["it is gone"], [], null);
        var visits = history.Visits.Where(visit => visit.Session == session).ToArray();
        var ids = end.Ids.ToHashSet();
        var lost = visits.Where(visit => visit.Fate == Fate.Acknowledged && !ids.Contains(visit.Id)).ToArray();
        List<string> faults = [.. visits.Where(visit => visit.Fate is Fate.Wrong or Fate.Missing or Fate.Open).Select(visit => $"{visit}")];
        faults.AddRange(visits.Where(visit => visit.Step is { } step && !step.Reads.Values.All(value => Attributes.Belongs(value, session.Family)))
            .Select(visit => $"{visit} saw what is another's: {visit.Step}"));
        if (end.FindFault(session.Family) is { } torn)
            faults.Add(torn);
        faults.AddRange(lost.Where(visit => visit.Began >= failedOver).Select(visit => $"{visit}, and is lost"));
        if (mayLose)
            faults.AddRange(PassOver(session, visits, lost, ids, history));

        var commits = history.Commits.Where(commit => commit.Key == session.Key).OrderBy(commit => commit.Version).ToArray();
        var kept = (from commit in commits
                    join visit in visits on commit.Purpose equals visit.Purpose
                    where !mayLose || ids.Contains(visit.Id)
                    select (Commit: commit, Visit: visit)).ToArray();
        faults.AddRange(AppendCheck.FindFaults(
            [.. kept.Select(each => ListAfter(each.Visit)), end.Ids],
            [.. visits.Where(visit => visit.Fate == Fate.Acknowledged).Except(mayLose ? lost : []).Select(visit => visit.Id)],
            visits.Where(visit => visit.Fate == Fate.Refused).Select(visit => visit.Id).ToHashSet()));
        faults.AddRange(kept.GroupBy(each => each.Commit.Version).Where(same => same.Count() > 1)
            .Select(same => $"version {same.Key} was made by {string.Join(" and ", same.Select(each => each.Visit))}"));
        faults.AddRange(ExclusionCheck.FindFaults(kept.Select(each => StayOf(each.Commit, each.Visit))));
        var (fault, stale) = Order(session, end, history);
        if (fault is not null || (stale is not null && !mayLose))
            faults.Add((fault ?? stale)!);
        return new SessionVerdict(session, faults, lost, stale);
    }

    public override string ToString() => $"session {Session.Number}: {string.Join("\n  ", Faults)}";

    // What was lost counts as never done. Who has seen it saw at least what was once written.
    private static IEnumerable<string> PassOver(
        LoadSession session, Visit[] visits, Visit[] lost, HashSet<string> ids, LoadHistory history)
    {
        var written = history.Operations.Where(step => step.Key == session.Number && step.Changes).Select(step => step.Writes["log"]).ToHashSet();
        foreach (var step in lost.Select(visit => visit.Step!))
            step.Fail();
        foreach (var visit in visits.Where(visit => visit.Fate == Fate.Read && !Split(visit.Step!.Reads["log"]).All(ids.Contains)))
        {
            visit.Step!.Fail();
            if (!written.Contains(visit.Step.Reads["log"]))
                yield return $"{visit} saw what nobody wrote: {visit.Step}";
        }
    }

    private static (string? Fault, string? Stale) Order(LoadSession session, EndState end, LoadHistory history)
    {
        // As a last reader, who comes after everybody else and sees everything.
        var last = new Operation(0, session.Number, Effect.Change, history.Tick())
        {
            Reads = new() { ["log"] = Attributes.Text(end.Log), ["count"] = Attributes.Text(end.Count) },
        };
        last.Succeed(history.Tick());
        Operation[] steps = [.. history.Operations.Where(step => step.Key == session.Number), last];
        if (Linearizability.FindFault(steps) is not { } fault)
            return (null, null);
        return Linearizability.FindFault([.. steps.Where(step => step.Changes || step == last)]) is { } worse ? (worse, fault) : (null, fault);
    }

    // A request that shares the session may get it late, or again; until its commit is sent it surely has it.
    private static Stay StayOf(AcceptedCommit commit, Visit visit)
    {
        var opened = visit.Opened.GetValueOrDefault();
        var isExclusive = visit.Access == SessionAccess.Exclusive;
        return new Stay(visit.Number, visit.Node, isExclusive, (opened > commit.Granted ? opened : commit.Granted).Ticks, commit.Sent.Ticks);
    }

    private static string[] ListAfter(Visit visit) => Split(visit.Step!.Writes["log"]);

    private static string[] Split(string? log) => string.IsNullOrEmpty(log) ? [] : log.Split(' ');
}
