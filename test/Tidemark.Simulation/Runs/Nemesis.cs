using Tidemark.Simulation.Clockwork;

namespace Tidemark.Simulation.Runs;

/// <summary>Does harm to nodes, at moments and for times that the seed says, until it is told to stop.</summary>
internal sealed class Nemesis(RunProfile profile, EventQueue events, Trace trace, Fleet fleet)
{
    private readonly Random _random = Draws.For(profile.Seed, 3);
    private bool _hasStopped;

    public void Plan()
    {
        PlanEach(profile.Pauses, Pause);
        PlanEach(profile.Partitions, Partition);
        PlanEach(profile.Crashes, Crash);
        PlanEach(profile.Shutdowns, Shutdown);
    }

    /// <summary>Takes back what can be taken back: what is dead stays dead, and others take its place.</summary>
    public void Stop()
    {
        _hasStopped = true;
        foreach (var node in fleet.Nodes)
            (node.Context.IsPaused, node.Link.IsCut) = (false, false);
        while (fleet.Serving.Count < profile.Nodes)
            fleet.Start();
    }

    private void PlanEach(int count, Action harm)
    {
        for (var number = 0; number < count; number++)
        {
            events.At((profile.Storm * _random.NextDouble()).Ticks, () =>
            {
                if (!_hasStopped)
                    harm();
            });
        }
    }

    // From a short stall to three times the lease.
    private TimeSpan Duration() => profile.NodeLease * (_random.Next(2) == 0 ? 0.5 * _random.NextDouble() : 0.8 + (2.2 * _random.NextDouble()));

    private void Pause()
    {
        if (Pick() is not { } node)
            return;
        trace.Add("pause", node.Number);
        node.Context.IsPaused = true;
        Later(() => node.Context.IsPaused = false);
    }

    private void Partition()
    {
        if (Pick() is not { } node)
            return;
        trace.Add("cut", node.Number);
        node.Link.IsCut = true;
        Later(() => node.Link.IsCut = false);
    }

    private void Crash()
    {
        if (Pick() is not { } node)
            return;
        fleet.Crash(node);
        Later(() => fleet.Start());
    }

    private void Shutdown()
    {
        if (Pick() is { IsDraining: false } node)
            fleet.Shutdown(node, () => Later(() => fleet.Start()));
    }

    private SimulatedNode? Pick() => fleet.Alive.ToArray() is { Length: > 0 } alive ? alive[_random.Next(alive.Length)] : null;

    private void Later(Action undo) => events.After(Duration(), () =>
    {
        if (!_hasStopped)
            undo();
    });
}
