using Tidemark.Redis;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests;

/// <summary>The tool on a Redis of its own.</summary>
public sealed class RedisTests : IAsyncLifetime
{
    private RedisServer? _redis;
    private ShopServer? _shop;

    private RedisServer Redis => _redis!;

    private ShopServer Shop => _shop!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync(new RedisSettings { Password = "hunter2hunter2" });
        var options = new RedisStoreOptions { Configuration = Redis.ConnectionString, KeyPrefix = "tidemark:Tidemark.Shop" };
        _shop = new ShopServer(new RedisStore(options));
    }

    [Fact]
    public async Task By_the_applications_name_the_tool_finds_its_keys()
    {
        var key = await Shop.BeginAsync("ada");
        await Shop.BeginAsync();

        var list = await RunAsync("sessions", "list");
        var show = await RunAsync("sessions", "show", $"{key}");
        var users = await RunAsync("users", "show", "ada", "--json");
        var check = await RunAsync("store", "check", "--deep", "--json");
        var nodes = await RunAsync("nodes", "--json");
        var end = await RunAsync("users", "end", "ada", "--yes");

        Assert.Equal(3, list.Lines.Length);
        Assert.Contains("String(5)", show.Output);
        Assert.Equal($"{key}", Assert.Single(users.Json).GetProperty("session").GetString());
        Assert.Equal(2, check.Json[0].GetProperty("live").GetInt32());
        Assert.Equal($"{Shop.Sessions.Node}", Assert.Single(nodes.Json).GetProperty("node").GetString());
        Assert.Equal("1 session ended.\n", end.Output);
        Assert.All([list, show, users, check, nodes, end], outcome => Assert.Equal(ExitCode.Done, outcome.ExitCode));
    }

    [Fact]
    public async Task Its_feed_is_switched_on_and_followed()
    {
        var key = await Shop.BeginAsync();
        var on = await RunAsync("feed", "on");

        var feed = await RunAsync("feed", "tail", "--from-start", "--no-follow", "--json");

        Assert.Equal((ExitCode.Done, ExitCode.Done), (on.ExitCode, feed.ExitCode));
        Assert.Equal($"{key}", Assert.Single(feed.Json).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Under_another_name_there_is_nothing_and_the_message_says_where_it_looked()
    {
        await Shop.BeginAsync();

        var outcome = await Outcome.OfAsync(["sessions", "list", "--store", $"redis:{Redis.ConnectionString}", "--application", "Shopp"]);

        Assert.Equal(ExitCode.No, outcome.ExitCode);
        Assert.Contains("(tidemark:Shopp): there is no such session", outcome.Error);
        Assert.DoesNotContain("hunter2", outcome.Said);
    }

    [Fact]
    public async Task A_server_that_evicts_is_a_fault_for_a_check_and_can_be_looked_at()
    {
        await Shop.BeginAsync();
        using (var connection = await Redis.OpenAsync())
        {
            await connection.RunAsync("CONFIG", "SET", "maxmemory", "100mb");
            await connection.RunAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        }

        var check = await RunAsync("store", "check");
        var list = await RunAsync("sessions", "list", "--json");

        Assert.Equal(ExitCode.No, check.ExitCode);
        Assert.Contains("allkeys-lru", check.Output);
        Assert.Contains("1 live", check.Output);
        Assert.Single(list.Json);
        Assert.DoesNotContain("hunter2", check.Said);
    }

    public async ValueTask DisposeAsync()
    {
        if (_shop is not null)
            await _shop.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    private Task<Outcome> RunAsync(params string[] arguments) => Outcome.OfAsync(
        [.. arguments, "--application", Rig.Shop.Name], variable: name => name == Tool.Commands.StoreOptions.StoreVariable ? $"redis:{Redis.ConnectionString}" : null);
}
