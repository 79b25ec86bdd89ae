using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Simulation.Stores;

namespace Tidemark.Simulation.Runs;

/// <summary>The second half of a run in liveness mode: the faults have stopped, and everything has to come to its end in time.</summary>
internal sealed class Recovery(
    RunProfile profile, EventQueue events, Scheduler scheduler, Trace trace, SimulatedNetwork network, StoreWitness witness, Fleet fleet,
    Nemesis nemesis, Crowd crowd, Action<Law, string> report)
{
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan QuickEnough = TimeSpan.FromMilliseconds(500);

    public void Run()
    {
        trace.Add("heal", 0);
        nemesis.Stop();
        network.Profile = NetworkProfile.Good;
        Drain();
        Probe();
        Leave();
    }

    // A request waits once for its session, and its commit is repeated a few times; then it has an answer.
    private void Drain()
    {
        scheduler.RunUntil(events.Now + TimeSpan.FromSeconds(1).Ticks);
        crowd.Stop();
        var most = profile.LockWaitTimeout + LongestWork + (profile.StoreTimeout * 8);
        Await(crowd.Records, most, record => $"{record.Purpose} on node {record.Node} hangs: the faults stopped {most} ago");

        // Late messages land, dead nodes are forgotten, and what could not be told to the store is told after a heartbeat.
        scheduler.RunUntil(events.Now + (profile.NodeLease + profile.Network.Latest).Ticks);
    }

    private void Probe()
    {
        // One node after the other, so that a lease that one of them has and does not know of stands in the way of the others.
        foreach (var node in fleet.Serving)
            Probe([node]);
        Probe(fleet.Serving);
    }

    private void Probe(IReadOnlyList<SimulatedNode> nodes)
    {
        // An acquire of long ago that arrived late has fenced the node's own lease: the first commit after it is refused, the next one is not.
        var refused = SendProbes(nodes).Where(probe => probe.Ending == "refused").ToArray();
        if (refused.Length == 0)
            return;
        foreach (var probe in SendProbes(nodes).Where(probe => probe.Ending == "refused"))
            report(Law.Liveness, $"{probe.Purpose} on node {probe.Node} was refused at a time without faults, and not for the first time");
    }

    private RequestRecord[] SendProbes(IReadOnlyList<SimulatedNode> nodes)
    {
        var most = profile.NodeLease + profile.LockWaitTimeout;
        var probes = crowd.Browsers.SelectMany(browser => nodes.Select(node => Send(browser, node))).ToArray();
        Await(probes, most, record => $"{record.Purpose} on node {record.Node} did not get its session within {most} of a time without faults");
        foreach (var probe in probes.Where(probe => probe.Finished is not null && probe.Ending is not ("done" or "created" or "missing" or "refused")))
            report(Law.Liveness, $"{probe.Purpose} on node {probe.Node} ended as '{probe.Ending}' at a time without faults");
        return probes;
    }

    // The next node gets in at once after all others have said that they go.
    private void Leave()
    {
        var leaving = fleet.Serving;
        foreach (var node in leaving)
            fleet.Shutdown(node, () => { });
        scheduler.RunUntil(events.Now + (profile.StoreTimeout * 4).Ticks, () => leaving.All(node => node.Context.IsDead));
        foreach (var node in leaving.Where(node => !node.Context.IsDead))
            report(Law.Liveness, $"node {node.Number} does not come to its end after the faults stopped");
        foreach (var ledger in witness.Ledgers.Where(ledger => ledger.Holder is { } holder && witness.IsAlive(holder)))
            report(Law.Liveness, $"session {ledger.Key} is still held by a node after all have gone");

        var last = fleet.Start();
        var probes = crowd.Browsers.Select(browser => Send(browser, last)).ToArray();
        Await(probes, QuickEnough, record => $"{record.Purpose} had to wait for its session, and there is nobody else");
    }

    private RequestRecord Send(Browser browser, SimulatedNode node) => crowd.Send(browser, node, RequestScript.Probe, static () => { });

    private void Await(IReadOnlyList<RequestRecord> records, TimeSpan most, Func<RequestRecord, string> complain)
    {
        bool IsOver(RequestRecord record) => record.Finished is not null || fleet.Nodes[record.Node - 1].Context.IsDead;
        scheduler.RunUntil(events.Now + most.Ticks, () => records.All(IsOver));
        foreach (var record in records.Where(record => !IsOver(record)))
            report(Law.Liveness, complain(record));
    }
}
