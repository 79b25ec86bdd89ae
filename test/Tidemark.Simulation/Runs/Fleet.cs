using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Simulation.Stores;

namespace Tidemark.Simulation.Runs;

/// <summary>All nodes there are and were.</summary>
internal sealed class Fleet(
    RunProfile profile, PlantedBug bug, EventQueue events, Scheduler scheduler, Trace trace, SimulatedNetwork network, StoreWitness witness,
    KeyBook keys, Action<string> reportEscape)
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
        var link = new NodeLink(network, witness, context, trace, keys) { IsDeaf = context.Number % profile.Nodes == profile.Deaf };
        var options = new TidemarkOptions
        {
            Application = KeyBook.Application,
            NodeLease = profile.NodeLease,
            StoreTimeout = profile.StoreTimeout,
            LockWaitTimeout = profile.LockWaitTimeout,
            SweepInterval = TimeSpan.FromSeconds(3),
        };
        var node = new SimulatedNode(context, time, link, new BuggyLink(link, bug), options);
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
            () => node.Sessions.DisposeAsync().AsTask(),
            () =>
            {
                trace.Add("gone", node.Number);
                node.Context.IsDead = true;
                gone();
            }));
    }

    private void WhenIdle(SimulatedNode node, Action idle)
    {
        if (node.Context.IsDead || node.Load == 0)
            idle();
        else
            events.After(TimeSpan.FromMilliseconds(10), () => WhenIdle(node, idle));
    }
}
