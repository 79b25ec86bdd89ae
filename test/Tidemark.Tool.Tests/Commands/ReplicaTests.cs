using Tidemark.Stores;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests.Commands;

public sealed class ReplicaTests : IAsyncDisposable
{
    private readonly SqliteShop _shop = new();
    private readonly SqliteShop _other = new();

    [Fact]
    public async Task A_store_that_is_no_replica_says_so_and_is_not_promoted()
    {
        await _shop.BeginAsync();
        var status = await _shop.RunAsync("replica", "status");
        Assert.Equal((ExitCode.No, true), (status.ExitCode, status.Output.Contains("is no replica", StringComparison.Ordinal)));
        Assert.Equal(ExitCode.NoStore, (await _shop.RunAsync("replica", "promote", "--yes")).ExitCode);
        Assert.Equal("Primary", Assert.Single((await _shop.RunAsync("replica", "status", "--json")).Json).GetProperty("role").GetString());
    }

    [Fact]
    public async Task A_replica_is_filled_compared_and_repaired()
    {
        var (key, _) = (await _shop.BeginAsync("ada"), await _shop.BeginAsync());
        Assert.Equal(ExitCode.Done, (await OtherAsync("run", "--once")).ExitCode);
        Assert.Contains("Both have the same", (await OtherAsync("verify")).Output, StringComparison.Ordinal);

        await _shop.BeginAsync();
        await _shop.Server.Sessions.RunAsync(_shop.Server.Ids[0], SessionAccess.Shared, "", async session => await session.SetAsync(Shop.Note, "changed"));
        var status = Assert.Single((await OtherAsync("status", "--json")).Json);
        Assert.Equal((2, 2), (status.GetProperty("sessions").GetInt32(), status.GetProperty("versions").GetInt32()));
        var found = await OtherAsync("verify");
        Assert.Equal(ExitCode.No, found.ExitCode);
        Assert.Contains($"{key}  different  version 2, here 1  note", found.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await OtherAsync("repair")).ExitCode);
        Assert.Equal(ExitCode.Done, (await OtherAsync("verify")).ExitCode);

        // Whoever looks into a replica sees what the primary had.
        Assert.Equal(3, (await _other.RunAsync("sessions", "list", "--json")).Json.Count());
        var shown = await _other.RunAsync("sessions", "show", $"{key}");
        Assert.Contains("live in the primary", shown.Output, StringComparison.Ordinal);
        Assert.Contains("note: ", shown.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await _other.RunAsync("store", "check", "--deep")).ExitCode);
        Assert.Equal(ExitCode.NoStore, (await _other.RunAsync("sessions", "end", $"{key}", "--yes")).ExitCode);
        Assert.All(_shop.Server.Ids, id => Assert.DoesNotContain($"{id}", found.Said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_replica_is_promoted_once_somebody_has_read_what_is_lost_and_the_old_primary_becomes_its_replica()
    {
        await _shop.BeginAsync();
        Assert.Equal(ExitCode.Done, (await OtherAsync("run", "--once")).ExitCode);
        var lost = await _shop.BeginAsync();

        var asked = await _other.RunAtTerminalAsync("n\n", "replica", "promote", "--primary", $"sqlite:{_shop.Path}");
        Assert.Equal(ExitCode.No, asked.ExitCode);
        Assert.Contains("differs in 1 sessions, and lacks 1 commits", asked.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await _other.RunAsync("replica", "promote", "--yes")).ExitCode);
        Assert.Contains("primary of epoch 2", (await _other.RunAsync("replica", "status")).Output, StringComparison.Ordinal);

        string[] back = ["replica", "run", "--once", "--primary", $"sqlite:{_other.Path}"];
        Assert.Equal(ExitCode.NoStore, (await _shop.RunAsync(back)).ExitCode);
        Assert.Equal(ExitCode.Done, (await _shop.RunAsync([.. back, "--overwrite"])).ExitCode);
        Assert.Null((await _shop.Store.ReadImageAsync(lost, null, default)).Record);
    }

    [Fact]
    public async Task A_change_over_waits_for_the_servers_and_opens_the_primary_again_if_they_stay()
    {
        await _shop.BeginAsync();
        Assert.Equal(ExitCode.Done, (await OtherAsync("run", "--once")).ExitCode);
        var stays = await OtherAsync("switch-over", "--yes", "--patience", "0");
        Assert.Equal(ExitCode.No, stays.ExitCode);
        Assert.Contains("WithStandby", stays.Error, StringComparison.Ordinal);

        await _shop.Server.Sessions.DisposeAsync();
        Assert.Equal(2, Assert.Single((await OtherAsync("switch-over", "--yes", "--json")).Json).GetProperty("epoch").GetInt32());
        Assert.Contains("a replica of epoch 2", (await _shop.RunAsync("replica", "status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_replica_is_to_be_without_is_said_once_and_holds_until_it_is_allowed()
    {
        await _shop.BeginAsync(null, async session =>
        {
            await session.SetAsync(Shop.Basket, new Basket { Lines = { new BasketLine { Sku = "apple" } } });
            await session.SetAsync(Shop.Note, "ring twice");
        });
        Assert.Equal(ExitCode.WrongUse, (await OtherAsync("run", "--once", "--withhold", "basket.Lines[0].Sku")).ExitCode);
        Assert.Equal(ExitCode.Done, (await OtherAsync("run", "--once", "--withhold", "note", "--withhold", "*.Sku")).ExitCode);
        Assert.Contains("It is without *.Sku, note.", (await OtherAsync("status")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await OtherAsync("repair")).ExitCode);
        var shown = await _other.RunAsync("sessions", "list", "--json");
        Assert.Contains("Sku: null", (await ShowAsync()).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("note", (await ShowAsync()).Output, StringComparison.Ordinal);

        Assert.Equal(ExitCode.No, (await _other.RunAsync("replica", "allow", "basket", "--yes")).ExitCode);
        Assert.Equal(ExitCode.Done, (await _other.RunAsync("replica", "allow", "note", "--yes")).ExitCode);
        Assert.Equal(ExitCode.Done, (await OtherAsync("run", "--once")).ExitCode);
        Assert.Contains("note", (await ShowAsync()).Output, StringComparison.Ordinal);
        Assert.Contains("It is without *.Sku.", (await OtherAsync("status")).Output, StringComparison.Ordinal);

        Task<Outcome> ShowAsync() => _other.RunAsync("sessions", "show", Assert.Single(shown.Json).GetProperty("session").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _other.DisposeAsync();
    }

    private Task<Outcome> OtherAsync(string verb, params string[] more) =>
        _other.RunAsync(["replica", verb, "--primary", $"sqlite:{_shop.Path}", .. more]);
}
