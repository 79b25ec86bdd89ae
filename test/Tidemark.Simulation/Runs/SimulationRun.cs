using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Simulation.Stores;
using Tidemark.Stores;

namespace Tidemark.Simulation.Runs;

/// <summary>One seed from beginning to end. Everything in it runs on the caller's thread.</summary>
internal sealed class SimulationRun
{
    private readonly RunProfile _profile;
    private readonly PlantedBug _bug;
    private readonly EventQueue _events = new();
    private readonly KeyBook _keys = new();
    private readonly History _history = new();
    private readonly FindingList _findings;
    private readonly Trace _trace;
    private readonly Scheduler _scheduler;
    private readonly SimulatedNetwork _network;
    private readonly StoreWitness _witness;
    private readonly Fleet _fleet;
    private readonly Nemesis _nemesis;
    private readonly Crowd _crowd;
    private readonly Outsider _outsider;

    private SimulationRun(RunProfile profile, PlantedBug bug)
    {
        (_profile, _bug) = (profile, bug);
        _trace = new Trace(_events);
        _findings = new FindingList(_trace);
        _scheduler = new Scheduler(_events, _trace, Draws.For(profile.Seed, 5)) { BeforeStep = CheckTrust };
        _network = new SimulatedNetwork(_events, Draws.For(profile.Seed, 6)) { Profile = profile.Network };
        var clock = new SimulatedTime(_events, new NodeContext(0, Escape), TimeSpan.Zero, 1);
        _witness = new StoreWitness(
            new PickyStore(new BuggyStore(NewStore(clock, bug), bug), Draws.For(profile.Seed, 8)), _events, _trace, _keys, Report);
        _fleet = new Fleet(profile, _events, _scheduler, _trace, Connect, Escape);
        _nemesis = new Nemesis(profile, _events, _trace, _fleet);
        _crowd = new Crowd(profile, _events, _trace, _fleet, _history, _keys, Report);
        _outsider = new Outsider(
            profile, _events, _crowd, key => _witness.EndAsync(key, EndReason.Revoked, CancellationToken.None).Result, _history, _keys);
    }

    /// <summary>Runs a seed.</summary>
    public static RunReport Of(int seed, PlantedBug bug = PlantedBug.None) => Of(RunProfile.Draw(seed), bug);

    public static RunReport Of(RunProfile profile, PlantedBug bug = PlantedBug.None) =>
        HomeThread.Run(Draws.For(profile.Seed, 7), home => new SimulationRun(profile, bug).Run(home));

    private static PrimaryStore NewStore(TimeProvider clock, PlantedBug bug) =>
        new("memory", new BuggyRecords(new MemoryRecords(clock), bug), new PrimaryStoreTraits(int.MaxValue, MayForget: false));

    private (IProcessLink Link, IPrimaryStore Store) Connect(NodeContext context, SimulatedTime time)
    {
        var link = new NodeLink(_network, _witness, context, _trace, _keys) { IsDeaf = context.Number % _profile.Nodes == _profile.Deaf };
        return (link, new BuggyLink(link, _bug));
    }

    private RunReport Run(HomeThread home)
    {
        for (var node = 0; node < _profile.Nodes; node++)
            _fleet.Start();
        _nemesis.Plan();
        _crowd.Start();
        _outsider.Plan();
        _scheduler.RunUntil(_profile.Storm.Ticks);
        if (_profile.Mode == RunMode.Safety)
            BreakOff();
        else
            new Recovery(_profile, _events, _scheduler, _trace, _network, _witness, _fleet, _nemesis, _crowd, Report).Run();

        new RunChecks(_profile, _history, _outsider, _crowd.Records, _witness, _keys, Report).Run();
        var (hash, findings) = (_trace.Hash, _findings.ToList());
        _fleet.Bury();
        findings.AddRange(home.FindStrays());
        return new RunReport(_profile, _bug, hash, findings, _crowd.Records, _trace);
    }

    // What is under way to the store still arrives there, after the death of whoever sent it.
    private void BreakOff()
    {
        _crowd.Stop();
        _nemesis.Stop();
        foreach (var node in _fleet.Alive.ToArray())
            _fleet.Crash(node);
        _scheduler.RunUntil(_events.Now + (_profile.Network.Latest * 2).Ticks);
    }

    // I6, looked at whenever a node is about to do something.
    private void CheckTrust(NodeContext context)
    {
        if (context.Number > _fleet.Nodes.Count)
            return;
        var sessions = _fleet.Nodes[context.Number - 1].Sessions;
        if (sessions.IsTrusted && !_witness.IsAlive(sessions.Node))
            Report(Law.Trust, $"node {context.Number} believes in its leases, and the store may have given them away");
    }

    private void Escape(string what) => Report(Law.Deterministic, what);

    private void Report(Law law, string what) => _findings.Add(law, what);
}
