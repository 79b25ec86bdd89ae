using Tidemark.Leases;
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
    private const int MostFindings = 20;

    private readonly RunProfile _profile;
    private readonly PlantedBug _bug;
    private readonly EventQueue _events = new();
    private readonly KeyBook _keys = new();
    private readonly History _history = new();
    private readonly List<Finding> _findings = [];
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
        _scheduler = new Scheduler(_events, _trace, Draws.For(profile.Seed, 5)) { BeforeStep = CheckTrust };
        _network = new SimulatedNetwork(_events, Draws.For(profile.Seed, 6)) { Profile = profile.Network };
        var clock = new SimulatedTime(_events, new NodeContext(0, Escape), TimeSpan.Zero, 1);
        _witness = new StoreWitness(
            new PickyStore(new BuggyStore(NewStore(clock, bug), bug), Draws.For(profile.Seed, 8)), _events, _trace, _keys, Report);
        _fleet = new Fleet(profile, bug, _events, _scheduler, _trace, _network, _witness, _keys, Escape);
        _nemesis = new Nemesis(profile, _events, _trace, _fleet);
        _crowd = new Crowd(profile, _events, _trace, _fleet, _history, _keys, Report);
        _outsider = new Outsider(profile, _events, _crowd, _witness, _history, _keys);
    }

    /// <summary>Runs a seed.</summary>
    public static RunReport Of(int seed, PlantedBug bug = PlantedBug.None) => Of(RunProfile.Draw(seed), bug);

    public static RunReport Of(RunProfile profile, PlantedBug bug = PlantedBug.None)
    {
        var before = SynchronizationContext.Current;
        var jitter = Draws.For(profile.Seed, 7);
        Jitter.Planted = jitter.Next;
        using var home = HomeThread.Begin();
        try
        {
            return new SimulationRun(profile, bug).Run(home);
        }
        finally
        {
            Jitter.Planted = null;
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static PrimaryStore NewStore(TimeProvider clock, PlantedBug bug) =>
        new("memory", new BuggyRecords(new MemoryRecords(clock), bug), new PrimaryStoreTraits(int.MaxValue, MayForget: false));

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

        new RunChecks(_profile, _history, _outsider.Ends, _crowd.Records, _witness, _keys, Report).Run();
        var (hash, findings) = (_trace.Hash, _findings.ToList());
        Bury();
        if (home.Strays > 0)
            findings.Add(new Finding(Law.Deterministic, "Something went on in a thread of the pool, and not where its node runs."));
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

    private void Report(Law law, string what)
    {
        if (_findings.Count >= MostFindings || _findings.Contains(new Finding(law, what)))
            return;
        _findings.Add(new Finding(law, what));
        _trace.Add("FINDING", 0, (long)law, 0, what.Split('\n')[0]);
    }

    // Meters are known to the whole process until their node is disposed: without this, each run would leave its nodes behind.
    private void Bury()
    {
        _trace.IsClosed = true;
        var burials = new List<Task>();
        _scheduler.BeforeStep = static _ => { };
        foreach (var node in _fleet.Nodes)
        {
            node.Link.IsClosed = true;
            (node.Context.IsDead, node.Context.IsPaused) = (false, false);
            node.Context.Post(_ => burials.Add(node.Sessions.DisposeAsync().AsTask()), null);
        }

        var end = _events.Now + TimeSpan.FromMinutes(1).Ticks;
        _scheduler.RunUntil(end, () => burials.Count == _fleet.Nodes.Count && burials.TrueForAll(burial => burial.IsCompleted));
    }
}
