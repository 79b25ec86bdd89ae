using Tidemark.PostgreSql;
using Tidemark.PostgreSql.Tests.Servers;
using Tidemark.Tool.Commands;
using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests;

/// <summary>The tool on a PostgreSQL of its own.</summary>
public sealed class PostgreSqlTests : IAsyncLifetime
{
    private PostgreSqlServer? _server;

    private PostgreSqlServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await PostgreSqlServer.StartAsync();

    [Fact]
    public async Task It_finds_what_an_application_keeps_and_makes_no_tables_itself()
    {
        var before = await RunAsync("tidemark", "store", "check");
        await using var shop = new ShopServer(new PostgreSqlStore(new PostgreSqlStoreOptions { ConnectionString = Server.ConnectionString }));
        var key = await shop.BeginAsync("ada");

        var list = await RunAsync("tidemark", "sessions", "list", "--json");
        var show = await RunAsync("tidemark", "sessions", "show", $"{key}");
        var nodes = await RunAsync("tidemark", "nodes", "--count", "--json");
        await RunAsync("tidemark", "feed", "on");
        var feed = await RunAsync("tidemark", "feed", "tail", "--from-start", "--no-follow", "--json");
        var check = await RunAsync("tidemark", "store", "check", "--deep");
        var elsewhere = await RunAsync("tidemark", "store", "check", "--schema", "elsewhere");
        var end = await RunAsync("tidemark", "users", "end", "ada", "--yes");

        Assert.Equal((ExitCode.NoStore, ExitCode.NoStore), (before.ExitCode, elsewhere.ExitCode));
        Assert.Contains("This tool makes no tables", before.Error);
        Assert.Equal($"{key}", Assert.Single(list.Json).GetProperty("session").GetString());
        Assert.Contains("String(5)", show.Output);
        Assert.Equal(1, Assert.Single(nodes.Json).GetProperty("held").GetInt32());
        Assert.Equal(["session", "user"], feed.Json.Select(line => line.GetProperty("record").GetString()!).Order());
        Assert.EndsWith("All is well.\n", check.Output);
        Assert.Equal("1 session ended.\n", end.Output);
    }

    [Fact]
    public async Task A_user_who_may_only_read_looks_and_ends_nothing()
    {
        await using var shop = new ShopServer(new PostgreSqlStore(new PostgreSqlStoreOptions { ConnectionString = Server.ConnectionString }));
        var key = await shop.BeginAsync();
        await Server.RunAsync("CREATE ROLE looker LOGIN; GRANT USAGE ON SCHEMA tidemark TO looker; GRANT SELECT ON ALL TABLES IN SCHEMA tidemark TO looker");

        var list = await RunAsync("looker", "sessions", "list", "--json");
        var check = await RunAsync("looker", "store", "check");
        var end = await RunAsync("looker", "sessions", "end", $"{key}", "--yes");

        Assert.Single(list.Json);
        Assert.Equal(ExitCode.No, check.ExitCode);
        Assert.Contains("It can be read, and not written", check.Output);
        Assert.Equal(ExitCode.NoStore, end.ExitCode);
        Assert.Single((await RunAsync("tidemark", "sessions", "list", "--json")).Json);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private Task<Outcome> RunAsync(string user, params string[] arguments) => Outcome.OfAsync(
        [.. arguments, "--application", Shop.Name],
        variable: name => name == StoreOptions.StoreVariable ? $"postgres:{Server.ConnectionStringOf(user)}" : null);
}
