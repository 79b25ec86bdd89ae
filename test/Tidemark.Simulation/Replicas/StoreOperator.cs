using Tidemark.Replication;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Runs;
using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>Changes over and promotes, one thing after the other, at moments that the seed says. What it was kept from doing it does again until it is done.</summary>
internal sealed class StoreOperator(
    ReplicaProfile profile, EventQueue events, Trace trace, IReadOnlyList<StoreSite> sites, StoreRoles roles, Func<OperatorSeat> sit)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Random _random = Draws.For(profile.Seed, 21);
    private Func<OperatorSeat, Task>? _task;

    /// <summary>Where it works at the moment; null if it does nothing.</summary>
    public OperatorSeat? Seat { get; private set; }

    /// <summary>Whether it has something to do.</summary>
    public bool IsBusy => _task is not null;

    public void Plan()
    {
        for (var number = 0; number < profile.Changes; number++)
            events.At((profile.Run.Storm * _random.NextDouble()).Ticks, ChangeOver);
        for (var number = 0; number < profile.Promotions; number++)
            events.At((profile.Run.Storm * _random.NextDouble()).Ticks, Promote);
    }

    public void ChangeOver()
    {
        if (!IsBusy && roles.AreSettled && roles.Primary is { } primary)
            Begin(seat => ChangeOverAsync(seat, primary));
    }

    public void Promote()
    {
        if (IsBusy || !roles.AreSettled || roles.Primary is not { } primary)
            return;
        var (isGone, before, after, apart) = (_random.Next(3) > 0, _random.NextDouble(), _random.NextDouble(), _random.NextDouble());
        Begin(seat => PromoteAsync(seat, primary, isGone, before * TimeSpan.FromSeconds(2), after * TimeSpan.FromSeconds(6), apart * TimeSpan.FromSeconds(3)));
    }

    /// <summary>The command is broken off, and run again after a while.</summary>
    public void BreakOff()
    {
        if (Seat is not { } left || _task is not { } task)
            return;
        trace.Add("broken off", left.Context.Number);
        left.Context.IsDead = true;
        Seat = null;
        events.After(Pause * 4 * _random.NextDouble(), () => Begin(task));
    }

    private void Begin(Func<OperatorSeat, Task> task)
    {
        _task = task;
        var seat = Seat = sit();
        seat.Context.Post(async _ =>
        {
            await task(seat);
            (_task, Seat) = (null, null);
        }, null);
    }

    private Task ChangeOverAsync(OperatorSeat seat, int primary)
    {
        trace.Add("change over", seat.Context.Number, primary);
        return RepeatAsync(seat, () => seat.Switch(primary).SwitchOverAsync(Patience, CancellationToken.None));
    }

    private async Task PromoteAsync(OperatorSeat seat, int primary, bool isGone, TimeSpan before, TimeSpan after, TimeSpan apart)
    {
        trace.Add("promote", seat.Context.Number, primary, isGone ? 1 : 0);
        sites[primary].IsAway = isGone;
        await Task.Delay(before, seat.Time);
        var change = seat.Switch(primary);

        // Nobody promotes what never had all.
        if (roles[1 - primary].Role == StoreRole.Replica && await RepeatAsync(seat, () => change.LagAsync(CancellationToken.None)) is { Level: null })
        {
            sites[primary].IsAway = false;
            return;
        }

        await RepeatAsync(seat, () => change.PromoteAsync(CancellationToken.None));
        await Task.Delay(after, seat.Time);
        sites[primary].IsAway = false;
        await Task.Delay(apart, seat.Time);
        await RepeatAsync(seat, async () =>
        {
            await new Replicator(seat.Stores[1 - primary], seat.Stores[primary], new ReplicationOptions { Overwrites = true }, seat.Time)
                .DrainAsync(CancellationToken.None);
            return true;
        });
    }

    private async Task<T?> RepeatAsync<T>(OperatorSeat seat, Func<Task<T>> act)
    {
        while (true)
        {
            try
            {
                return await act();
            }
            catch (StoreException)
            {
                await Task.Delay(Pause, seat.Time);
            }
            catch (TimeoutException)
            {
                trace.Add("stays", seat.Context.Number);
                return default;
            }
            catch (ReplicaRefusedException refused)
            {
                // As when it was done, and only the answer was lost.
                trace.Add("refused", seat.Context.Number, (long)refused.Standing.Role, refused.Standing.Epoch);
                return default;
            }
        }
    }
}

/// <summary>A process of the operator.</summary>
internal sealed record OperatorSeat(NodeContext Context, SimulatedTime Time, ProcessStores Stores)
{
    /// <summary>A change from one store to the other.</summary>
    public ReplicaSwitch Switch(int primary) => new(Stores[primary], Stores[1 - primary], null, Time);
}
