using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Simulation.Runs;

namespace Tidemark.Simulation.Replicas;

/// <summary>Does harm to stores, to the ways there, and to whoever copies and changes over, until it is told to stop.</summary>
internal sealed class ReplicaNemesis(
    ReplicaProfile profile, EventQueue events, Trace trace, IReadOnlyList<StoreSite> sites, Fleet fleet, CopyCrew crew, StoreOperator staff)
{
    private readonly Random _random = Draws.For(profile.Seed, 22);
    private bool _hasStopped;

    public void Plan()
    {
        PlanEach(profile.Cuts, Cut);
        PlanEach(profile.Outages, TakeAway);
        PlanEach(profile.Kills, Kill);
        PlanEach(profile.Freezes, Freeze);
        PlanEach(profile.Doubles, () => crew.Start());
        PlanEach(profile.BrokenOff, staff.BreakOff);
    }

    /// <summary>Takes back what can be taken back.</summary>
    public void Stop()
    {
        _hasStopped = true;
        foreach (var link in fleet.Nodes.Select(node => node.Link).Concat(crew.Processes.Select(process => process.Stores)))
            link.IsCut = false;
        foreach (var process in crew.Processes)
            process.Context.IsPaused = false;
        foreach (var site in sites)
            site.IsAway = false;
        if (!crew.Alive.Any())
            crew.Start();
    }

    private void PlanEach(int count, Action harm)
    {
        for (var number = 0; number < count; number++)
        {
            events.At((profile.Run.Storm * _random.NextDouble()).Ticks, () =>
            {
                if (!_hasStopped)
                    harm();
            });
        }
    }

    // One way of one process to one store.
    private void Cut()
    {
        ProcessStores[] all = [.. fleet.Alive.Select(node => (ProcessStores)node.Link), .. crew.Alive.Select(process => process.Stores)];
        if (all.Length == 0)
            return;
        var (link, number) = (all[_random.Next(all.Length)], _random.Next(2));
        trace.Add("cut off", 0, number);
        link.Links[number].IsCut = true;
        Later(TimeSpan.FromSeconds(6), () => link.Links[number].IsCut = false);
    }

    private void TakeAway()
    {
        var site = sites[_random.Next(sites.Count)];
        if (site.IsAway)
            return;
        trace.Add("away", 0, site.Number);
        site.IsAway = true;
        Later(TimeSpan.FromSeconds(3), () => site.IsAway = false);
    }

    private void Kill()
    {
        if (Pick() is not { } process)
            return;
        trace.Add("kill", process.Context.Number);
        process.Context.IsDead = true;
        Later(TimeSpan.FromSeconds(2), () => crew.Start());
    }

    private void Freeze()
    {
        if (Pick() is not { } process)
            return;
        trace.Add("freeze", process.Context.Number);
        process.Context.IsPaused = true;
        Later(TimeSpan.FromSeconds(6), () => process.Context.IsPaused = false);
    }

    private CopyProcess? Pick() => crew.Alive.ToArray() is { Length: > 0 } alive ? alive[_random.Next(alive.Length)] : null;

    private void Later(TimeSpan most, Action undo) => events.After(most * _random.NextDouble(), () =>
    {
        if (!_hasStopped)
            undo();
    });
}
