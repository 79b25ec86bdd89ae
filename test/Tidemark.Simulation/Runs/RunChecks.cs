using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;
using Tidemark.Simulation.Network;
using Tidemark.Simulation.Stores;
using Tidemark.Stores;

namespace Tidemark.Simulation.Runs;

/// <summary>Looks at a finished run as a whole: what clients were told, and what the store saw.</summary>
internal sealed class RunChecks(
    RunProfile profile, History history, Outsider outsider, IReadOnlyList<RequestRecord> records, StoreWitness witness, KeyBook keys,
    Action<Law, string> report)
{
    public void Run()
    {
        ReadEnd();
        foreach (var steps in history.Operations.Where(step => !outsider.MayBeStale(step)).GroupBy(step => step.Key))
        {
            if (Linearizability.FindFault([.. steps]) is { } fault)
                report(Law.Linearizable, $"session {steps.Key}: {fault}");
        }

        CheckAppends();
        CheckStays();
        foreach (var record in records)
            CheckAnswers(record);
    }

    // As a last reader, who comes after everybody else and sees everything.
    private void ReadEnd()
    {
        foreach (var (key, number) in keys.Numbers)
        {
            var state = witness.Read(key);
            var reads = Attributes.Names.ToDictionary(name => name, name => Decode(state, name));
            var effect = state is null ? Effect.Missing : Effect.Change;
            var last = new Operation(0, number, effect, history.Tick()) { Reads = state is null ? [] : reads };
            history.Add(last).Succeed(history.Tick());
        }
    }

    private void CheckAppends()
    {
        // What a move left behind that was not acknowledged is nobody's: its list proves nothing.
        var created = history.Operations.Where(step => step is { Effect: Effect.Create, Outcome: Outcome.Ok }).Select(step => step.Key).ToHashSet();
        var refused = records.SelectMany(record => record.Refused).ToHashSet();
        var acknowledged = records.SelectMany(record => record.Acknowledged).ToLookup(id => id.Key, id => id.Id);
        foreach (var ledger in witness.Ledgers.Where(ledger => created.Contains(ledger.Key)))
        {
            var versions = ledger.Accepted.Where(commit => commit.State is not null).Select(commit => Split(Decode(commit.State, "log"))).ToArray();
            foreach (var fault in AppendCheck.FindFaults(versions, [.. acknowledged[ledger.Key]], refused))
                report(Law.Append, $"session {ledger.Key}: {fault}");
        }
    }

    private void CheckStays()
    {
        foreach (var ledger in witness.Ledgers)
        {
            var stays = from commit in ledger.Accepted
                        where commit is { Creates: false, IsChange: true }
                        group commit by commit.Purpose into accepted
                        let record = records.FirstOrDefault(record => record.Purpose == accepted.Key)
                        where record is { Opened: not null } && record.Key == ledger.Key
                        from stay in StaysOf(record, accepted)
                        select stay;
            foreach (var fault in ExclusionCheck.FindFaults(stays))
                report(Law.Exclusion, $"session {ledger.Key}: {fault}");
        }
    }

    // Who shares a session may be there when another request ends it.
    private bool IsFair(RequestRecord record) =>
        record.Ending is "done" or "created" or "missing" or "cancelled" or "lock timeout" or "SessionDeadlockException"
        || (record is { Ending: "refused", Access: SessionAccess.Shared } && HasEnded(record.Key));

    private bool HasEnded(int key) => witness.Ledgers.Any(ledger => ledger.Key == key && ledger.Accepted.Any(commit => commit.State is null));

    // A request that shares the session may yield it in the middle and get it back; an exclusive one has it all the time. An end under a lease that was
    // granted since is none of its stay: it comes after others, and what it ends need not be what the request saw (decision 27).
    private static IEnumerable<Stay> StaysOf(RequestRecord record, IEnumerable<AcceptedCommit> commits)
    {
        var opened = record.Opened.GetValueOrDefault();
        var own = commits.Where(commit => commit.State is not null || commit.Granted <= opened).ToArray();
        if (own.Length == 0)
            return [];
        return record.Access == SessionAccess.Exclusive
            ? [new Stay(record.Number, record.Node, true, opened, own.Max(commit => commit.At))]
            : own.Select(commit => new Stay(record.Number, record.Node, false, Math.Max(opened, commit.Granted), commit.At));
    }

    private void CheckAnswers(RequestRecord record)
    {
        var accepted = witness.Ledgers.SelectMany(ledger => ledger.Accepted).Count(commit => commit.Purpose == record.Purpose && commit.IsChange);
        if (accepted < record.Commits)
            report(Law.Honest, $"{record.Purpose} was acknowledged {record.Commits} commits, and the store took {accepted}");

        // A move that fails may leave something behind under an id that nobody knows.
        if (accepted > record.Commits + record.PerhapsCommits && !record.IsUnsure && !record.HasMoved && record.Finished is not null)
            report(Law.Honest, $"{record.Purpose} ended as '{record.Ending}' after {record.Commits} commits, and the store took {accepted}");
        if (profile.IsCalm && record.Finished is not null && !IsFair(record))
            report(Law.Honest, $"{record.Purpose} ended as '{record.Ending}' in a run without faults");
    }

    private static string? Decode(PrimaryState? state, string name) =>
        Chains.Value(state, name) is { } stored ? Attributes.Decode(name, stored) : null;

    private static string[] Split(string? log) => string.IsNullOrEmpty(log) ? [] : log.Split(' ');
}
