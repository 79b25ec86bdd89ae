using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Stores;

namespace Tidemark.Simulation.Runs;

/// <summary>All nodes there are and were.</summary>
internal sealed class Fleet(
    RunProfile profile, EventQueue events, Scheduler scheduler, Trace trace, Func<NodeContext, SimulatedTime, (IProcessLink Link, IPrimaryStore Store)> connect,
    Action<string> reportEscape)
{
    private static readonly TimeSpan LargestOffset = TimeSpan.FromHours(5);

    private readonly Random _random = Draws.For(profile.Seed, 2);
    private readonly List<SimulatedNode> _nodes = [];

    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    public IEnumerable<SimulatedNode> Alive => _nodes.Where(node => !node.Context.IsDead);

    public IReadOnlyList<SimulatedNode> Serving => [.. _nodes.Where(node => node.TakesRequests)];

    public SimulatedNode Start()
    {
        var context = new NodeContext(_nodes.Count + 1, reportEscape);
        scheduler.Add(context);
        var speed = 1 + (profile.Drift * ((_random.NextDouble() * 2) - 1));
        var time = new SimulatedTime(events, context, LargestOffset * _random.NextDouble(), speed);
        var (link, store) = connect(context, time);
        var options = new TidemarkOptions
        {
            Application = KeyBook.Application,
            NodeLease = profile.NodeLease,
            StoreTimeout = profile.StoreTimeout,
            LockWaitTimeout = profile.LockWaitTimeout,
            SweepInterval = TimeSpan.FromSeconds(3),
        };
        var node = new SimulatedNode(context, time, link, store, options);
        _nodes.Add(node);
        trace.Add("start", node.Number);
        return node;
    }

    public void Crash(SimulatedNode node)
    {
        trace.Add("crash", node.Number);
        node.Crash();
    }

    /// <summary>Lets a node finish its requests and go, as at a deployment.</summary>
    public void Shutdown(SimulatedNode node, Action gone)
    {
        trace.Add("shutdown", node.Number);
        node.IsDraining = true;
        WhenIdle(node, () => node.Run(
            node.LeaveAsync,
            () =>
            {
                trace.Add("gone", node.Number);
                node.Context.IsDead = true;
                gone();
            }));
    }

    /// <summary>Meters are known to the whole process until their node is disposed: without this, each run would leave its nodes behind.</summary>
    public void Bury()
    {
        trace.IsClosed = true;
        var burials = new List<Task>();
        scheduler.BeforeStep = static _ => { };
        foreach (var node in _nodes)
        {
            node.Link.IsClosed = true;
            (node.Context.IsDead, node.Context.IsPaused) = (false, false);
            node.Context.Post(_ => burials.Add(node.LeaveAsync()), null);
        }

        var end = events.Now + TimeSpan.FromMinutes(1).Ticks;
        scheduler.RunUntil(end, () => burials.Count == _nodes.Count && burials.TrueForAll(burial => burial.IsCompleted));
    }

    private void WhenIdle(SimulatedNode node, Action idle)
    {
        if (node.Context.IsDead || node.Load == 0)
            idle();
        else
            events.After(TimeSpan.FromMilliseconds(10), () => WhenIdle(node, idle));
    }
}
