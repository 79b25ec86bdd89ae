using Tidemark.Stores;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests.Commands;

public sealed class ListTests : IAsyncDisposable
{
    private readonly SqliteShop _shop = new();

    [Fact]
    public async Task Each_session_is_a_line_under_a_header()
    {
        StateKey[] keys = [await _shop.BeginAsync(), await _shop.BeginAsync("ada"), await _shop.BeginAsync()];

        var outcome = await _shop.RunAsync("sessions", "list");

        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.StartsWith("SESSION", outcome.Lines[0]);
        Assert.Equal(keys.Select(key => $"{key}").Order(), outcome.Lines[1..].Select(line => line[..8]).Order());
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task More_sessions_than_are_read_at_once_are_all_listed_once()
    {
        var keys = new List<StateKey>();
        while (keys.Count < 300)
            keys.Add(await _shop.BeginAsync());

        var outcome = await _shop.RunAsync("sessions", "list", "--json");

        Assert.Equal(keys.Select(SessionReference.Of).Order(), outcome.Json.Select(session => session.GetProperty("reference").GetString()!).Order());
    }

    [Fact]
    public async Task The_JSON_says_who_holds_a_session_whose_it_is_and_how_large()
    {
        var key = await _shop.BeginAsync("ada");

        var session = Assert.Single((await _shop.RunAsync("sessions", "list", "--json")).Json);

        Assert.Equal($"{key}", session.GetProperty("session").GetString());
        Assert.Equal("live", session.GetProperty("state").GetString());
        Assert.Equal($"{UserKey.From(Shop.Name, "ada")}", session.GetProperty("user").GetString());
        Assert.Equal(1, session.GetProperty("version").GetInt64());
        Assert.Equal($"{_shop.Server.Sessions.Node}", session.GetProperty("holder").GetProperty("node").GetString());
        Assert.Equal("POST /basket", session.GetProperty("holder").GetProperty("purpose").GetString());
        Assert.Equal("note", Assert.Single(session.GetProperty("attributes").EnumerateArray()).GetProperty("name").GetString());
        Assert.True(session.GetProperty("bytes").GetInt64() > 5);
    }

    [Fact]
    public async Task Those_that_a_node_holds_are_found_by_the_first_digits_of_the_node()
    {
        await _shop.BeginAsync();
        var node = $"{_shop.Server.Sessions.Node}";

        Assert.Single((await _shop.RunAsync("sessions", "list", "--json", "--node", node[..8])).Json);
        Assert.Equal(ExitCode.No, (await _shop.RunAsync("sessions", "list", "--node", $"{NodeId.New()}")).ExitCode);
    }

    [Fact]
    public async Task No_more_than_the_limit_are_listed()
    {
        await _shop.BeginAsync();
        await _shop.BeginAsync();

        Assert.Single((await _shop.RunAsync("sessions", "list", "--json", "--limit", "1")).Json);
        Assert.Equal(ExitCode.WrongUse, (await _shop.RunAsync("sessions", "list", "--limit", "0")).ExitCode);
    }

    [Fact]
    public async Task Sessions_that_are_over_are_listed_only_with_all()
    {
        await using var shop = new SqliteShop(options => options.IdleTimeout = TimeSpan.FromMinutes(1), new PastTime(TimeSpan.FromHours(1)));
        var key = await shop.BeginAsync();

        var outcome = await shop.RunAsync("sessions", "list");
        var all = Assert.Single((await shop.RunAsync("sessions", "list", "--all", "--json")).Json);

        Assert.Equal(ExitCode.No, outcome.ExitCode);
        Assert.Contains("there is no such session", outcome.Error);
        Assert.Equal(("expired", $"{key}"), (all.GetProperty("state").GetString(), all.GetProperty("session").GetString()));
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();
}
