using System.Text.Json;
using Shop.Nodes;
using Tidemark.Stores;

namespace Tidemark.Replicas.Tests;

/// <summary>The stand-by becomes the primary under the shop's load, because the primary is gone: what that costs, and what the operator was told before.</summary>
public sealed class PromotionTests
{
    private const int Refused = 3;

    private readonly int _seed = Random.Shared.Next(1_000_000);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_the_primary_is_killed_all_that_is_lost_was_committed_after_the_moment_that_was_shown()
    {
        Say($"Seed {_seed}");
        await using var old = await RedisEngine.StartAsync();
        await using var next = await PostgreSqlEngine.StartAsync();
        await using var group = await NodeGroup.StartAsync(keepData: false, Stop, old.StoreAt(old.Port), next.StandbyAt(next.Port));
        await ShopAndRunAwayAsync(group, 150, () => old.KillAsync());

        var promoted = await PromoteAsync(old, next);
        var shown = promoted.GetProperty("hadAll").GetDateTimeOffset();
        Assert.Equal(JsonValueKind.Null, promoted.GetProperty("sessions").ValueKind);
        var kept = await DigestsAsync(next);
        await GoOnShoppingAsync(group, _seed + 1);

        await old.StartAgainAsync();
        var (had, changed) = (await DigestsAsync(old), await ChangesAsync(old));
        var lost = had.Against(kept);
        Say($"Shown: it had all at {shown:HH:mm:ss.fff}. Lost: {had.AheadOf(kept)} commits of {lost.Count} sessions, "
            + $"changed from {lost.Select(key => changed[key]).DefaultIfEmpty().Min():HH:mm:ss.fff} to {changed.Values.Max():HH:mm:ss.fff}.");
        Assert.All(lost, key => Assert.True(changed[key] >= shown, $"Session {key} is not the same, and was changed last at {changed[key]:O}, before {shown:O}."));
        await TakeBackAsync(old, next, group, lost);
    }

    [Fact]
    public async Task While_nobody_can_commit_any_more_exactly_that_is_lost_which_was_shown()
    {
        Say($"Seed {_seed}");
        await using var old = await RedisEngine.StartAsync();
        await using var next = await PostgreSqlEngine.StartAsync();
        await using var toOld = Cable.To(old.Port);
        await using var toNext = Cable.To(next.Port);
        await using var group = await NodeGroup.StartAsync(keepData: false, Stop, old.StoreAt(toOld.Port), next.StandbyAt(toNext.Port));
        await ShopAndRunAwayAsync(group, 60, async shoppers =>
        {
            // From here on the replica falls behind, and the shop goes on as if nothing had happened.
            toNext.Cut();
            await shoppers.ChangeAsync(60);
            toOld.Cut();
        });
        toNext.Mend();

        var promoted = await PromoteAsync(old, next);
        var (shownSessions, shownCommits) = (promoted.GetProperty("sessions").GetInt64(), promoted.GetProperty("versions").GetInt64());
        var (had, kept) = (await DigestsAsync(old), await DigestsAsync(next));
        var lost = had.Against(kept);
        Say($"Shown: {shownCommits} commits of {shownSessions} sessions. Lost: {had.AheadOf(kept)} commits of {lost.Count} sessions.");
        Assert.Equal((shownSessions, shownCommits), (lost.Count, had.AheadOf(kept)));
        Assert.True(shownCommits > 0, "Nothing was lost: the test shows nothing.");
        await GoOnShoppingAsync(group, _seed + 1);

        toOld.Mend();
        await TakeBackAsync(old, next, group, lost);
    }

    private Task ShopAndRunAwayAsync(NodeGroup group, int changes, Func<Task> strike) => ShopAndRunAwayAsync(group, changes, _ => strike());

    // The shoppers take no part in what is lost, of which their notes know nothing.
    private async Task ShopAndRunAwayAsync(NodeGroup group, int changes, Func<Shoppers, Task> strike)
    {
        using var shoppers = new Shoppers(group, _seed);
        await shoppers.ChangeAsync(changes);
        await strike(shoppers);
        await shoppers.RunAwayAsync();
    }

    private static async Task<JsonElement> PromoteAsync(IEngine old, IEngine next)
    {
        var told = await Operator.RunAsync(
            "replica", "promote", "--store", next.AddressAt(next.Port), "--primary", old.AddressAt(old.Port), "--yes", "--json");
        Assert.Equal(0, told.ExitCode);
        return told.Json.GetProperty("lost");
    }

    // New shoppers find the shop open as soon as its servers have gone over, which they do by themselves.
    private static async Task GoOnShoppingAsync(NodeGroup group, int seed)
    {
        using var shoppers = new Shoppers(group, seed, count: 3);
        await shoppers.ChangeAsync(20);
        await shoppers.LeaveAsync();
    }

    // The old primary is there again: it is refused, it is shown what only it has, and it becomes the replica by differences.
    private async Task TakeBackAsync(IEngine old, IEngine next, NodeGroup group, IReadOnlyList<string> lost)
    {
        string[] ofOld = ["--store", old.AddressAt(old.Port), "--primary", next.AddressAt(next.Port)];
        await GoOnShoppingAsync(group, _seed + 2);
        var wrongWay = await Operator.RunAsync(
            "replica", "run", "--once", "--overwrite", "--store", next.AddressAt(next.Port), "--primary", old.AddressAt(old.Port));
        Assert.Equal(Refused, wrongWay.ExitCode);

        var found = await Operator.RunAsync(["replica", "verify", "--json", .. ofOld]);
        Assert.Equal(lost.Count > 0 ? 1 : found.ExitCode, found.ExitCode);
        var listed = found.Json.GetProperty("found").EnumerateArray().Select(difference => difference.GetProperty("session").GetString()!);
        Assert.Subset(listed.ToHashSet(), lost.ToHashSet());

        Assert.Equal(Refused, (await Operator.RunAsync(["replica", "run", "--once", .. ofOld])).ExitCode);
        var back = await Operator.RunAsync(["replica", "run", "--once", "--overwrite", "--json", .. ofOld]);
        Assert.Equal(0, back.ExitCode);
        Assert.Empty((await DigestsAsync(next)).Against(await DigestsAsync(old)));
        Assert.Equal(0, (await Operator.RunAsync(["replica", "verify", .. ofOld])).ExitCode);

        // For whoever reads it: where all of a few small sessions differ, their heads cost as much as their values.
        var fresh = await Operator.RunAsync(
            "replica", "run", "--once", "--json", "--store", $"sqlite:{Path.Combine(group.DataFolder, "fresh.db")}", "--primary", next.AddressAt(next.Port));
        var (difference, whole) = (back.Json.GetProperty("bytes").GetInt64(), fresh.Json.GetProperty("bytes").GetInt64());
        Say($"It became the replica by {difference} bytes. An empty one takes {whole}.");
    }

    private static async Task<SessionDigests> DigestsAsync(IEngine engine)
    {
        var store = engine.Open();
        await using var _ = (IAsyncDisposable)store;
        return await SessionDigests.OfAsync(store);
    }

    // When each session was changed last, by the old primary's own clock.
    private static async Task<Dictionary<string, DateTimeOffset>> ChangesAsync(IEngine engine)
    {
        var (store, changes) = (engine.Open(), new Dictionary<string, DateTimeOffset>());
        await using var _ = (IAsyncDisposable)store;
        for (var partition = 0; partition < store.Changes!.Partitions; partition++)
        {
            var page = await store.Changes.ReadAsync(partition, ChangeMark.None, int.MaxValue / 2, Stop);
            foreach (var change in page.Changes.Where(change => change.Key.Kind == RecordKind.Session))
                changes[StateKey.FromBytes(change.Key.Bytes).ToString()] = change.Mark.Time;
        }

        return changes;
    }

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}
