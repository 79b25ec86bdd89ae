using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Simulation.Runs;

namespace Tidemark.Simulation.Replicas;

/// <summary>The second half of a run with two stores: the faults have stopped, and everything has to come to its end in time.</summary>
internal sealed class ReplicaRecovery(
    ReplicaProfile profile, EventQueue events, Scheduler scheduler, Trace trace, SimulatedNetwork network, Fleet fleet, Nemesis nemesis,
    ReplicaNemesis mischief, Crowd crowd, StoreOperator staff, StoreRoles roles, ReplicaBook book, Action<Law, string> report)
{
    private static readonly TimeSpan LongestChange = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan LongestCopy = TimeSpan.FromSeconds(20);

    public void Run()
    {
        trace.Add("heal", 0);
        nemesis.Stop();
        mischief.Stop();
        network.Profile = NetworkProfile.Good;

        // With requests under way, as a change over is meant to be.
        Settle();
        scheduler.RunUntil(events.Now + TimeSpan.FromSeconds(1).Ticks);
        crowd.Stop();
        Await(crowd.Records, record => $"{record.Purpose} on node {record.Node} hangs: the faults stopped long ago");
        Settle();
        Copy();
        Probe();
    }

    private void Settle()
    {
        scheduler.RunUntil(events.Now + LongestChange.Ticks, () => !staff.IsBusy && roles.AreSettled);
        if (!staff.IsBusy && roles.AreSettled)
            return;
        report(Law.Liveness, $"{LongestChange} after the faults stopped store 0 is {Word(0)} and store 1 {Word(1)}");
    }

    private string Word(int store) => $"{roles[store].Role} of epoch {roles[store].Epoch}";

    // All messages of before have landed.
    private void Copy()
    {
        scheduler.RunUntil(events.Now + profile.Run.Network.Latest.Ticks);
        scheduler.RunUntil(events.Now + LongestCopy.Ticks, () => book.Trees.All(tree => SessionVersion.AreSame(tree[0], tree[1])));
        foreach (var tree in book.Trees.Where(tree => !SessionVersion.AreSame(tree[0], tree[1])))
            report(Law.Replica, $"session {tree.Key} is {tree[0]} in store 0 and {tree[1]} in store 1, and the primary is {roles.Primary}");
    }

    private void Probe()
    {
        RequestRecord[] SendAll() =>
            [.. crowd.Browsers.SelectMany(browser => fleet.Serving.Select(node => crowd.Send(browser, node, RequestScript.Probe, static () => { })))];

        // What was left of another store's leases may refuse the first of them.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var probes = SendAll();
            Await(probes, record => $"{record.Purpose} on node {record.Node} did not get its session at a time without faults");
            foreach (var probe in probes.Where(probe => attempt > 0 && probe.Ending is not ("done" or "created" or "missing")))
                report(Law.Liveness, $"{probe.Purpose} on node {probe.Node} ended as '{probe.Ending}' at a time without faults");
        }
    }

    private void Await(IReadOnlyList<RequestRecord> records, Func<RequestRecord, string> complain)
    {
        bool IsOver(RequestRecord record) => record.Finished is not null || fleet.Nodes[record.Node - 1].Context.IsDead;
        scheduler.RunUntil(events.Now + LongestRequest.Ticks, () => records.All(IsOver));
        foreach (var record in records.Where(record => !IsOver(record)))
            report(Law.Liveness, complain(record));
    }
}
