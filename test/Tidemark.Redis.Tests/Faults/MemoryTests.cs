using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Row 21: a server whose memory is full, and one that would evict sessions then.</summary>
public sealed class MemoryTests : FaultTest
{
    [Fact]
    public async Task A_server_without_memory_refuses_writes_serves_reads_and_heals()
    {
        var server = await StartServerAsync(new RedisSettings { MaxMemory = "100mb" });
        var (a, b) = (NewNode(server.ConnectionString), NewNode(server.ConnectionString));
        var visitors = await NewVisitorsAsync(6, a, b);
        await using (var load = new Load(visitors, a, b))
        {
            await load.ProgressAsync();
            await server.ConfigSetAsync("maxmemory", "1");
            var failure = await load.FailureAsync();
            Say(failure.Words);
            Assert.Contains("its memory is full (maxmemory)", failure.Error!.Message);
            foreach (var visitor in visitors)
                Assert.NotEmpty(await visitor.ReadAsync(b) ?? []);
            await load.FailureAsync();
            foreach (var visitor in visitors)
                Assert.NotEmpty(await visitor.ReadAsync(a) ?? []);
            await server.ConfigSetAsync("maxmemory", "100mb");
            await load.ProgressAsync();
            Say($"{load.Acknowledged} acknowledged, {load.Failures.Count} failed");
        }

        foreach (var visitor in visitors)
        {
            await visitor.ComesThroughAsync(a);
            await visitor.CheckAsync(b);
        }
    }

    [Theory]
    [InlineData("allkeys-lru")]
    [InlineData("volatile-ttl")]
    public async Task A_host_does_not_start_on_a_server_that_evicts_sessions_and_says_what_to_do(string policy)
    {
        var server = await StartServerAsync(new RedisSettings { MaxMemory = "100mb", Eviction = policy });
        using var host = NewHost(options => options.Configuration = server.ConnectionString);
        var refused = await Assert.ThrowsAsync<RedisEvictionException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Say(refused.Message);
        Assert.Equal(policy, refused.Policy);
        Assert.Contains($"'{policy}'", refused.Message);
        Assert.Contains("'maxmemory-policy noeviction'", refused.Message);
        Assert.Contains("RedisStoreOptions.AllowEviction", refused.Message);
    }

    [Fact]
    public async Task A_server_that_was_down_at_the_start_is_looked_at_when_it_is_there()
    {
        var server = await StartServerAsync(new RedisSettings { MaxMemory = "100mb", Eviction = "allkeys-lfu" });
        var node = NewNode(server.ConnectionString, tidemark: options => options.StoreTimeout = TimeSpan.FromSeconds(1));

        // The connection may take longer than a request waits.
        await Patience.UntilAsync("the policy is refused", async () =>
        {
            var told = await new Visitor().WriteAsync(node);
            Assert.False(told.IsOk);
            return told.Error!.Message.Contains("RedisStoreOptions.AllowEviction", StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("allkeys-lru", "100mb", true)]
    [InlineData("allkeys-lru", null, false)]
    [InlineData("noeviction", "100mb", false)]
    public async Task A_host_starts_where_nothing_is_evicted_or_where_that_is_allowed(string policy, string? memory, bool isAllowed)
    {
        var server = await StartServerAsync(new RedisSettings { MaxMemory = memory, Eviction = policy });
        using var host = NewHost(options => (options.Configuration, options.AllowEviction) = (server.ConnectionString, isAllowed));
        await StartsAsync(host);
    }

    [Fact]
    public async Task A_host_starts_on_a_server_that_it_may_not_ask_for_its_policy()
    {
        var server = await StartServerAsync(new RedisSettings { Users = ["app on >secret ~* &* +@all -info"] });
        using var host = NewHost(options => options.Configuration = $"{server.EndPoint},user=app,password=secret");
        await StartsAsync(host);
    }

    private IHost NewHost(Action<RedisStoreOptions> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Log);
        builder.Services.AddTidemarkCore(options => options.StoreTimeout = TimeSpan.FromSeconds(1)).UseRedis(configure);
        return builder.Build();
    }

    private static async Task StartsAsync(IHost host)
    {
        await host.StartAsync(TestContext.Current.CancellationToken);
        await using var session = host.Services.GetRequiredService<SessionManager>().Create();
        await session.SetAsync(new SessionKey<string>("word"), "hello");
        await session.CompleteAsync();
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
