using System.Text.Json;
using Tidemark.Stores;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests.Commands;

public sealed class FeedTests : IAsyncDisposable
{
    private readonly SqliteShop _shop = new();

    [Fact]
    public async Task A_feed_that_is_off_says_how_to_switch_it_on()
    {
        await _shop.BeginAsync();

        var outcome = await _shop.RunAsync("feed", "tail", "--from-start");

        Assert.Equal(ExitCode.No, outcome.ExitCode);
        Assert.Contains("'tidemark feed on' switches it on", outcome.Error);
    }

    [Fact]
    public async Task From_the_start_each_record_is_a_line_in_the_order_of_its_last_change()
    {
        StateKey[] keys = [await _shop.BeginAsync(), await _shop.BeginAsync(), await _shop.BeginAsync()];
        Assert.Equal(ExitCode.Done, (await _shop.RunAsync("feed", "on")).ExitCode);
        await _shop.Server.Sessions.RunAsync(_shop.Server.Ids[0], SessionAccess.Shared, "", async session => await session.SetAsync(Shop.Note, "changed"));
        await _shop.Server.Sessions.EndAsync(_shop.Server.Ids[1]);

        var outcome = await _shop.RunAsync("feed", "tail", "--from-start", "--no-follow", "--json");

        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal([keys[2], keys[0], keys[1]], outcome.Json.Select(line => keys.Single(key => $"{key}" == line.GetProperty("name").GetString())));
        Assert.Equal(2, outcome.Json[1].GetProperty("version").GetInt64());
        Assert.NotEqual("stored", outcome.Json[2].GetProperty("change").GetString());
        Assert.All(outcome.Json, line => Assert.Equal("session", line.GetProperty("record").GetString()));
    }

    [Fact]
    public async Task From_now_on_only_what_changes_is_told_until_it_is_stopped()
    {
        var before = await _shop.BeginAsync();
        await _shop.RunAsync("feed", "on");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var output = new FirstLine();

        var tail = output.RunAsync(_shop.With(["feed", "tail", "--json"]), stop.Token);
        StateKey? begun = null;
        while (!output.Written.IsCompleted)
        {
            // It may not have looked yet where the feed ends.
            begun ??= await _shop.BeginAsync("ada");
            await _shop.Server.Sessions.RunAsync(_shop.Server.Ids[1], SessionAccess.Shared, "", async session => await session.SetAsync(Shop.Note, $"{NodeId.New()}"));
            await Task.WhenAny(output.Written, Task.Delay(50, stop.Token));
        }

        var line = JsonDocument.Parse(await output.Written).RootElement;
        await stop.CancelAsync();

        Assert.NotEqual($"{before}", line.GetProperty("name").GetString());
        Assert.Equal(ExitCode.Interrupted, await tail);
    }

    [Fact]
    public async Task Switched_off_it_tells_nothing_any_more()
    {
        await _shop.BeginAsync();
        await _shop.RunAsync("feed", "on");

        var unasked = await _shop.RunAsync("feed", "off");
        var off = await _shop.RunAsync("feed", "off", "--yes", "--json");

        Assert.Equal(ExitCode.WrongUse, unasked.ExitCode);
        Assert.Equal("off", Assert.Single(off.Json).GetProperty("feed").GetString());
        Assert.Equal(ExitCode.No, (await _shop.RunAsync("feed", "tail", "--no-follow")).ExitCode);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();
}
