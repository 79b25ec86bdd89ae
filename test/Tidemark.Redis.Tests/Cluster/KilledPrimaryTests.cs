using Tidemark.Redis.Tests.Cluster.Load;
using Tidemark.Redis.Tests.Rig;

namespace Tidemark.Redis.Tests.Cluster;

/// <summary>Row 8: a primary dies under load, and its replica takes its place.</summary>
public sealed class KilledPrimaryTests(OneCluster one) : ClusterTest(one)
{
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_killed_primary_is_replaced_and_nothing_acknowledged_and_replicated_is_lost()
    {
        await using var load = await LoadAsync();
        var (primary, struck) = await PickPrimaryAsync(load);
        load.Start();
        await WaitForSuccessesAsync(load, 200);

        var noted = Successes(load).ToArray();
        await Cluster.SettleAsync(primary);
        await primary.KillAsync();
        var killed = load.History.Now;
        await WaitForSuccessesAsync(load, 1, killed, struck);
        var outage = Successes(load, killed, struck).Min(visit => visit.Ended)!.Value - killed;
        await WaitForSuccessesAsync(load, 100, load.History.Now, struck);
        await load.StopAsync();
        await Cluster.WaitForPromotionAsync(primary);

        var verdicts = await load.JudgeAsync(struck, killed);
        var lost = verdicts.SelectMany(verdict => verdict.Lost).ToArray();
        Say($"Service was back {outage.TotalSeconds:F1} s after the kill. Lost {lost.Length} of {Successes(load, of: struck).Count()} acknowledged commits of {struck.Count} sessions; "
            + $"{verdicts.Count(verdict => verdict.StaleReads is not null)} sessions with stale reads.");
        AssertSound(load, [.. verdicts, .. await load.JudgeAsync([.. load.Sessions.Except(struck)])]);
        Assert.InRange(outage, TimeSpan.Zero, LongestOutage);
        Assert.Empty(lost.Intersect(noted));
    }
}
