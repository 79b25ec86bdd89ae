using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidemark.AspNetCore.Tests;
using Tidemark.Redis.Scripts;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Servers that do not let themselves be asked, that change while they run, or that are not what the options say.</summary>
public sealed class StartTests : FaultTest
{
    private const string NotAsked = "It is not asked again";
    private const string Evicts = "removes sessions that are in use";

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rename-command INFO \"\"", null)]
    [InlineData("rename-command INFO secret", null)]
    [InlineData(null, "app on >secret ~* &* +@all -info")]
    public async Task A_server_that_does_not_say_whether_it_evicts_is_looked_at_once_and_warned_of_once(string? line, string? user)
    {
        var server = await StartServerAsync(new RedisSettings { More = line is null ? [] : [line], Users = user is null ? [] : [user] });
        await using var feed = await server.MonitorAsync();
        var time = new ManualTimeProvider();
        await using var store = NewStore(user is null ? server.ConnectionString : $"{server.EndPoint},user=app,password=secret", time);
        for (var call = 0; call < 20; call++)
        {
            await new Scene(store).CreateAsync(Scene.NewKey(), AfterCommit.Release);
            await store.BeatAsync(NodeId.New(), Lease, Stop);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        // By its hash, which the server does not know yet, and by its text.
        Assert.InRange((await feed.LinesAsync()).Count(command => IsLook(command)), 1, 2);
        Assert.Single(Log.Lines, logged => logged.Text.Contains(NotAsked, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_down_is_looked_at_once_a_second_at_most()
    {
        var server = await StartServerAsync();
        var time = new ManualTimeProvider();
        await using var store = NewStore(server.ConnectionString, time);
        await server.KillAsync();
        for (var call = 0; call < 20; call++)
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.BeatAsync(NodeId.New(), Lease, Stop));
        await server.RestartAsync();
        await using var feed = await server.MonitorAsync();
        await Patience.UntilAsync("the store has found its server", () => IsBeatingAsync(store));
        Assert.DoesNotContain(await feed.LinesAsync(), IsLook);
        time.Advance(TimeSpan.FromSeconds(1));
        for (var call = 0; call < 20; call++)
            await store.BeatAsync(NodeId.New(), Lease, Stop);
        Assert.InRange((await feed.LinesAsync()).Count(IsLook), 1, 2);
    }

    [Fact]
    public async Task A_policy_that_is_changed_while_the_server_runs_is_warned_of_once_each_time()
    {
        var server = await StartServerAsync(new RedisSettings { MaxMemory = "100mb" });
        var time = new ManualTimeProvider();
        await using var store = NewStore(server.ConnectionString, time);
        await BeatAsync();
        foreach (var policy in new[] { "allkeys-lru", "volatile-ttl" })
        {
            await server.ConfigSetAsync("maxmemory-policy", policy);
            await BeatAsync();
            Assert.Empty(Warnings(policy));
            time.Advance(TimeSpan.FromMinutes(1));
            await BeatAsync();
            await Patience.UntilAsync("the policy is warned of", () => Task.FromResult(Warnings(policy).Any()));
            for (var minute = 0; minute < 5; minute++)
            {
                time.Advance(TimeSpan.FromMinutes(1));
                await LookedAsync();
            }

            Assert.Single(Warnings(policy));
        }

        await server.ConfigSetAsync("maxmemory-policy", "noeviction");
        time.Advance(TimeSpan.FromMinutes(1));
        await BeatAsync();
        await Patience.UntilAsync("its end is told", () => Task.FromResult(Log.Lines.Any(line => line.Text.Contains("evicts no sessions any more"))));

        async Task BeatAsync() => await store.BeatAsync(NodeId.New(), Lease, Stop);

        // The look is no part of the beat.
        async Task LookedAsync()
        {
            await using var feed = await server.MonitorAsync();
            await BeatAsync();
            await Patience.UntilAsync("it is looked at again", async () => (await feed.LinesAsync()).Any(IsLook));
        }

        IEnumerable<LogLine> Warnings(string policy) => Log.Lines.Where(
            line => line.Level == LogLevel.Warning && line.Text.Contains(Evicts) && line.Text.Contains($"'{policy}'"));
    }

    [Fact]
    public async Task Sentinels_lead_to_the_primary_if_the_service_is_named()
    {
        var server = await StartServerAsync();
        var sentinel = await StartSentinelAsync(server);
        await using var store = NewStore($"{sentinel.EndPoint},serviceName=mine", TimeProvider.System);
        await Patience.UntilAsync("the primary is found", () => IsBeatingAsync(store));
        await new Scene(store).CreateAsync(Scene.NewKey(), AfterCommit.Release);
        Assert.NotEmpty(await server.KeysAsync());
    }

    [Theory]
    [InlineData("a sentinel", "serviceName=")]
    [InlineData("plain text to a server that speaks TLS", "ssl=true")]
    [InlineData("TLS to a server that speaks plain text", "ssl=true")]
    [InlineData("a name that nobody has", "by the name and the port of RedisStoreOptions.Configuration")]
    public async Task What_is_no_server_of_that_kind_is_told_with_what_to_look_for(string what, string remedy)
    {
        var server = await StartServerAsync(new RedisSettings { Tls = what.EndsWith("TLS", StringComparison.Ordinal) ? new TlsIdentity() : null });
        var configuration = what switch
        {
            "a sentinel" => (await StartSentinelAsync(server)).EndPoint,
            "a name that nobody has" => "no-such-host.invalid:6379",
            _ when what.StartsWith("TLS", StringComparison.Ordinal) => $"{server.EndPoint},ssl=true",
            _ => server.EndPoint,
        };
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Log);
        builder.Services.AddTidemarkCore().UseRedis($"{configuration},connectTimeout=1000");
        using var host = builder.Build();
        await host.StartAsync(Stop);
        var error = Assert.Single(Log.Lines, line => line.Level >= LogLevel.Error);
        Say(error.Text);
        Assert.Contains("The session store cannot be reached", error.Text, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Text, StringComparison.Ordinal);
        await host.StopAsync(Stop);
    }

    // Whether the client waits in a blocking call depends on how soon the socket is connected: of many tries, some are.
    [Fact]
    public async Task A_server_that_says_nothing_to_TLS_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(async () =>
        {
            await using var store = NewStore($"{silent.LocalEndpoint},ssl=true,connectTimeout=200", TimeProvider.System);
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.BeatAsync(NodeId.New(), Lease, Stop));
        }))).WaitAsync(Patience.Longest, Stop);
    }

    private static bool IsLook(string command) => command.Contains("-- tidemark memory", StringComparison.Ordinal)
        || command.Contains(Convert.ToHexString(RedisScript.Memory.Hash), StringComparison.OrdinalIgnoreCase);

    private static async Task<bool> IsBeatingAsync(RedisStore store)
    {
        try
        {
            await store.BeatAsync(NodeId.New(), Lease, Stop);
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private RedisStore NewStore(string configuration, TimeProvider time) =>
        new(Node.RedisOptions(configuration), new Logger<RedisStore>(NewLoggers()), () => null, time);

    private async Task<RedisServer> StartSentinelAsync(RedisServer primary)
    {
        var program = Path.Combine(primary.Folder, "sentinel");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nexec redis-server \"$1\" --sentinel\n", Stop);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return await StartServerAsync(new RedisSettings { Program = program, More = [$"sentinel monitor mine 127.0.0.1 {primary.Port} 1"] });
    }
}
