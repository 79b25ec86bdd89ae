using System.Diagnostics;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Rig;

public class RedisServerTests
{
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_server_runs_with_the_settings_it_was_given()
    {
        await using var server = await RedisServer.StartAsync(
            new RedisSettings { MaxMemory = "3mb", Eviction = "allkeys-lru", IsDurable = true, More = ["hz 50"] });

        Assert.Equal("allkeys-lru", (await server.InfoAsync("memory"))["maxmemory_policy"]);
        Assert.Equal("3145728", (await server.InfoAsync("memory"))["maxmemory"]);
        Assert.Equal("1", (await server.InfoAsync("persistence"))["aof_enabled"]);
        Assert.Equal(["appendfsync", "always"], (await server.RunAsync("CONFIG", "GET", "appendfsync")).Texts);
        Assert.Equal(["hz", "50"], (await server.RunAsync("CONFIG", "GET", "hz")).Texts);
        await server.ConfigSetAsync("hz", "20");
        Assert.Equal(["hz", "20"], (await server.RunAsync("CONFIG", "GET", "hz")).Texts);
    }

    [Fact]
    public async Task A_killed_server_is_gone_and_with_an_append_file_a_restart_has_its_data()
    {
        await using var server = await RedisServer.StartAsync(new RedisSettings { IsDurable = true });
        await server.RunAsync("SET", "k", "v");

        await server.KillAsync();
        Assert.False(server.IsAlive);
        Assert.False(await server.IsAnsweringAsync(AMoment));

        var port = server.Port;
        await server.RestartAsync();
        Assert.Equal(port, server.Port);
        Assert.Equal("v", (await server.RunAsync("GET", "k")).Text);
    }

    [Fact]
    public async Task A_server_without_an_append_file_forgets_all_when_it_is_killed()
    {
        await using var server = await RedisServer.StartAsync();
        await server.RunAsync("SET", "k", "v");

        await server.KillAsync();
        await server.RestartAsync();

        Assert.True((await server.RunAsync("GET", "k")).IsNull);
    }

    [Fact]
    public async Task A_restart_keeps_data_or_drops_it_as_it_is_told()
    {
        await using var server = await RedisServer.StartAsync(new RedisSettings { IsDurable = true });
        await server.RunAsync("SET", "k", "v");

        await server.RestartAsync(keepData: true);
        Assert.Equal("v", (await server.RunAsync("GET", "k")).Text);

        await server.RestartAsync(keepData: false);
        Assert.True((await server.RunAsync("GET", "k")).IsNull);
    }

    [Fact]
    public async Task A_frozen_server_does_not_answer_and_a_thawed_one_does()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.OpenAsync();

        server.Freeze();
        Assert.False(await server.IsAnsweringAsync(AMoment));
        var waiting = connection.RunAsync("INCR", "n");
        Assert.False(waiting.IsCompleted);
        Assert.True(server.IsAlive);

        server.Thaw();
        Assert.Equal(1, (await waiting.EndsAsync("a command sent to a frozen server")).Number);
    }

    [Fact]
    public async Task A_password_is_asked_for()
    {
        await using var server = await RedisServer.StartAsync(new RedisSettings { Password = "secret" });
        using var stranger = await RespConnection.OpenAsync(server.Port, new RedisSettings());

        Assert.Equal("NOAUTH", (await Assert.ThrowsAsync<RedisErrorException>(() => stranger.RunAsync("GET", "k"))).Kind);
        await stranger.RunAsync("AUTH", "secret");
        Assert.True((await stranger.RunAsync("GET", "k")).IsNull);
        Assert.EndsWith(",password=secret", server.ConnectionString);
    }

    [Fact]
    public async Task A_user_may_do_what_the_access_list_says_and_the_rig_everything()
    {
        await using var server = await RedisServer.StartAsync(new RedisSettings { Users = ["default off", "reader on >secret ~* +get"] });
        using var reader = await RespConnection.OpenAsync(server.Port, new RedisSettings());
        await reader.RunAsync("AUTH", "reader", "secret");

        await server.RunAsync("SET", "k", "v");
        Assert.Equal("v", (await reader.RunAsync("GET", "k")).Text);
        Assert.Equal("NOPERM", (await Assert.ThrowsAsync<RedisErrorException>(() => reader.RunAsync("SET", "k", "w"))).Kind);
    }

    [Fact]
    public async Task A_server_with_a_certificate_speaks_only_to_who_trusts_it()
    {
        await using var server = await RedisServer.StartAsync(new RedisSettings { Tls = new TlsIdentity() });

        Assert.Equal("PONG", (await server.RunAsync("PING")).Text);
        await Assert.ThrowsAsync<System.Security.Authentication.AuthenticationException>(
            () => RespConnection.OpenAsync(server.Port, new RedisSettings { Tls = new TlsIdentity() }));
        using var plain = await RespConnection.OpenAsync(server.Port, new RedisSettings());
        await Assert.ThrowsAnyAsync<IOException>(() => plain.RunAsync("PING"));
    }

    [Fact]
    public async Task What_is_missing_or_wrong_is_said()
    {
        var missing = await FailureAsync(new RedisSettings { Program = "no-such-redis" });
        Assert.Contains("'no-such-redis' could not be started", missing.Message);
        Assert.Contains("./build.sh test", missing.Message);

        var wrong = await FailureAsync(new RedisSettings { More = ["no-such-setting 1"] });
        Assert.Contains("no-such-setting", wrong.Message);
    }

    [Fact]
    public async Task A_feed_hears_every_command_and_statistics_count_them()
    {
        await using var server = await RedisServer.StartAsync();
        await using var feed = await server.MonitorAsync();

        await server.RunAsync("SET", "k", "v");
        await server.RunAsync("GET", "k");
        await server.RunAsync("GET", "k");

        var lines = await feed.LinesAsync();
        Assert.Equal(3, lines.Count);
        Assert.EndsWith("\"SET\" \"k\" \"v\"", lines[0]);
        Assert.EndsWith("\"GET\" \"k\"", lines[2]);
        var calls = await server.CommandStatsAsync();
        Assert.Equal(1, calls["set"]);
        Assert.Equal(2, calls["get"]);
    }

    [Fact]
    public async Task A_server_that_is_let_go_leaves_nothing_behind_even_if_frozen()
    {
        var server = await RedisServer.StartAsync(new RedisSettings { IsDurable = true });
        var (process, folder) = (server.ProcessId, server.Folder);
        server.Freeze();

        await server.DisposeAsync();

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(process));
        Assert.False(Directory.Exists(folder));
    }

    private static Task<InvalidOperationException> FailureAsync(RedisSettings settings) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => RedisServer.StartAsync(settings));
}
