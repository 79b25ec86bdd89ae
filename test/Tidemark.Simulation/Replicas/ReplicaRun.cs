using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Replication;
using Tidemark.Simulation.Checkers;
using Tidemark.Simulation.Clients;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Simulation.Runs;
using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>One seed of a run with a primary and a replica, which change places, from beginning to end. Everything in it runs on the caller's thread.</summary>
internal sealed class ReplicaRun
{
    private const int FirstSeat = 201;

    private readonly ReplicaProfile _profile;
    private readonly PlantedBug _bug;
    private readonly EventQueue _events = new();
    private readonly KeyBook _keys = new();
    private readonly History _history = new();
    private readonly FindingList _findings;
    private readonly Trace _trace;
    private readonly Scheduler _scheduler;
    private readonly SimulatedNetwork _network;
    private readonly StoreRoles _roles;
    private readonly ReplicaBook _book;
    private readonly StoreSite[] _sites;
    private readonly FeedAudit[] _audits;
    private readonly Fleet _fleet;
    private readonly Nemesis _nemesis;
    private readonly Crowd _crowd;
    private readonly Outsider _outsider;
    private readonly CopyCrew _crew;
    private readonly StoreOperator _staff;
    private readonly ReplicaNemesis _mischief;
    private readonly Random _late;
    private int _seats;

    private ReplicaRun(ReplicaProfile profile, PlantedBug bug)
    {
        (_profile, _bug) = (profile, bug);
        _trace = new Trace(_events);
        _findings = new FindingList(_trace);
        _scheduler = new Scheduler(_events, _trace, Draws.For(profile.Seed, 5));
        _network = new SimulatedNetwork(_events, Draws.For(profile.Seed, 6)) { Profile = profile.Run.Network };
        _roles = new StoreRoles(_events, _trace, Report);
        _book = new ReplicaBook(_trace, _keys, _roles, Report);
        _sites = [NewSite(0), NewSite(1)];
        _audits = [.. _sites.Select(site => new FeedAudit(site, _book, _events, Draws.For(profile.Seed, 24 + site.Number), Report))];
        _fleet = new Fleet(profile.Run, _events, _scheduler, _trace, Connect, Escape);
        _nemesis = new Nemesis(profile.Run, _events, _trace, _fleet);
        _crowd = new Crowd(profile.Run, _events, _trace, _fleet, _history, _keys, Report);
        _late = Draws.For(profile.Seed, 27);
        _outsider = new Outsider(profile.Run, _events, _crowd, End, _history, _keys);
        _crew = new CopyCrew(profile, _trace, Begin);
        _staff = new StoreOperator(profile, _events, _trace, _sites, _roles, Sit);
        _mischief = new ReplicaNemesis(profile, _events, _trace, _sites, _fleet, _crew, _staff);
    }

    /// <summary>Runs a seed.</summary>
    public static RunReport Of(int seed, PlantedBug bug = PlantedBug.None) => Of(ReplicaProfile.Draw(seed), bug);

    public static RunReport Of(ReplicaProfile profile, PlantedBug bug = PlantedBug.None) =>
        HomeThread.Run(Draws.For(profile.Seed, 7), home => new ReplicaRun(profile, bug).Run(home));

    // Clocks of stores differ, since each is a machine.
    private StoreSite NewSite(int number)
    {
        var offset = TimeSpan.FromSeconds(number * Draws.For(_profile.Seed, 26).Next(-20, 20));
        var clock = new SimulatedTime(_events, new NodeContext(0, Escape), TimeSpan.FromHours(1) + offset, 1);
        return new StoreSite(number, new RecordWitness(new BuggyEngine(new MemoryRecords(clock), clock, _bug), number, _book));
    }

    private (IProcessLink Link, IPrimaryStore Store) Connect(NodeContext context, SimulatedTime time)
    {
        var stores = StoresOf(context);
        return (stores, new FailoverStore(stores[0], stores[1], time, NullLogger<FailoverStore>.Instance));
    }

    private (NodeContext Context, SimulatedTime Time, ProcessStores Stores) Begin(int number)
    {
        var context = new NodeContext(number, Escape);
        _scheduler.Add(context);
        return (context, new SimulatedTime(_events, context, TimeSpan.Zero, 1), StoresOf(context));
    }

    private OperatorSeat Sit()
    {
        var (context, time, stores) = Begin(FirstSeat + _seats++);
        return new OperatorSeat(context, time, stores);
    }

    private ProcessStores StoresOf(NodeContext context) =>
        new([.. _sites.Select(site => new RecordLink(_network, site, context, _trace, _keys))], _bug);

    // While nodes leave, and after that.
    private void EndLate()
    {
        for (var end = 0; end < 3; end++)
            _events.After(TimeSpan.FromSeconds(2) * _late.NextDouble(), _outsider.End);
    }

    // At the primary, as an operator or a node that knows it would.
    private bool End(StateKey key) => _roles.Primary is { } primary
        && _sites[primary].Store.EndAsync(key, EndReason.Revoked, CancellationToken.None).Result;

    private RunReport Run(HomeThread home)
    {
        for (var copier = 0; copier < _profile.Copiers; copier++)
            _crew.Start();
        for (var node = 0; node < _profile.Run.Nodes; node++)
            _fleet.Start();
        foreach (var audit in _audits)
            audit.Start();
        _nemesis.Plan();
        _crowd.Start();
        _outsider.Plan();
        if (_profile.Run.Ends > 0)
            _roles.Closes = EndLate;
        _staff.Plan();
        _mischief.Plan();
        _scheduler.RunUntil(_profile.Run.Storm.Ticks);
        new ReplicaRecovery(_profile, _events, _scheduler, _trace, _network, _fleet, _nemesis, _mischief, _crowd, _staff, _roles, _book, Report).Run();
        if (_roles.Primary is { } primary)
            _audits[primary].Check();
        new ReplicaChecks(_history, _outsider, _crowd.Records, _book, _roles, _profile, Report).Run();
        var (hash, findings) = (_trace.Hash, _findings.ToList());
        _fleet.Bury();
        findings.AddRange(home.FindStrays());
        return new RunReport(_profile.Run, _bug, hash, findings, _crowd.Records, _trace) { Stores = _sites.Length };
    }

    private void Escape(string what) => Report(Law.Deterministic, what);

    private void Report(Law law, string what) => _findings.Add(law, what);
}
