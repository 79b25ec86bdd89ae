namespace Tidemark.Replicas.Tests.Rig;

/// <summary>What befalls a replicated shop: its replicators, its replica and its primary are killed, frozen and cut off, as a seed has it.</summary>
internal sealed class Strikes(ReplicatedShop shop, Random random)
{
    // Longer than the tool waits for a call.
    private static readonly TimeSpan LongFault = TimeSpan.FromSeconds(13);
    private static readonly TimeSpan Fault = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<string, int> _counted = new(StringComparer.Ordinal);

    public override string ToString() => string.Join(", ", _counted.Select(counted => $"{counted.Key} {counted.Value}"));

    /// <summary>Lets one of them happen at a random moment, and waits until it is over.</summary>
    /// <param name="isLongAllowed">Whether it may last for so long that calls are given up.</param>
    public async Task StrikeAsync(bool isLongAllowed)
    {
        var (victim, kind, replicator) = (random.Next(3), random.Next(3), shop.Replicators[random.Next(shop.Replicators.Count)]);
        var lasts = random.Next(25) == 0 && isLongAllowed ? LongFault : Fault * random.NextDouble();
        await Task.Delay(Pause * random.NextDouble(), TestContext.Current.CancellationToken);
        shop.Supervise();
        var name = $"{(victim switch { 0 => "replicator", 1 => "replica", _ => "primary" })} {(kind switch { 0 => "killed", 1 => "frozen", _ => "cut off" })}";
        _counted[name] = _counted.GetValueOrDefault(name) + 1;
        switch (kind)
        {
            case 0:
                await KillAsync(victim, replicator, lasts);
                break;
            case 1:
                await FreezeAsync(victim, replicator, lasts);
                break;
            default:
                await CutAsync(victim, replicator, lasts);
                break;
        }
    }

    private async Task KillAsync(int victim, ReplicatorProcess replicator, TimeSpan lasts)
    {
        if (victim == 0)
        {
            await replicator.KillAsync();
            await Task.Delay(lasts, TestContext.Current.CancellationToken);
            replicator.Start();
            return;
        }

        var engine = victim == 1 ? shop.Replica : shop.Primary;
        await engine.KillAsync();
        await Task.Delay(lasts, TestContext.Current.CancellationToken);
        await engine.StartAgainAsync();
    }

    private async Task FreezeAsync(int victim, ReplicatorProcess replicator, TimeSpan lasts)
    {
        var (freeze, thaw) = victim switch
        {
            0 => ((Action)replicator.Freeze, (Action)replicator.Thaw),
            1 => (shop.Replica.Freeze, shop.Replica.Thaw),
            _ => (shop.Primary.Freeze, shop.Primary.Thaw),
        };
        freeze();
        await Task.Delay(lasts, TestContext.Current.CancellationToken);
        thaw();
    }

    private async Task CutAsync(int victim, ReplicatorProcess replicator, TimeSpan lasts)
    {
        Cable[] cables = victim switch
        {
            0 => [replicator.Cables[random.Next(2)]],
            1 => [.. shop.Replicators.Select(one => one.Cables[1])],
            _ => [shop.ToPrimary, .. shop.Replicators.Select(one => one.Cables[0])],
        };
        var isMute = random.Next(2) == 0;
        foreach (var cable in cables)
            (isMute ? (Action)cable.Mute : cable.Cut)();
        await Task.Delay(lasts, TestContext.Current.CancellationToken);
        foreach (var cable in cables)
            cable.Mend();
    }
}
