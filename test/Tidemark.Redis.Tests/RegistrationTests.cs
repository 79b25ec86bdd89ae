using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Tidemark.Redis.Tests.Conformance;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task A_connection_of_the_application_is_used_and_left_open()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync((await SharedServers.Server).ConnectionString);
        await UseAsync(tidemark => tidemark.UseRedis(connection));
        await UseAsync(tidemark => tidemark.UseRedis(_ => new ValueTask<IConnectionMultiplexer>(connection)));
        await UseAsync(tidemark =>
        {
            tidemark.Services.AddSingleton<IConnectionMultiplexer>(connection);
            tidemark.UseRedis();
        });
        Assert.True(connection.IsConnected);
    }

    [Fact]
    public async Task A_connection_that_the_application_has_closed_is_trouble_and_a_store_that_is_disposed_is_a_mistake()
    {
        var connection = await ConnectionMultiplexer.ConnectAsync((await SharedServers.Server).ConnectionString);
        var store = new RedisStore(new RedisStoreOptions { Connect = () => new ValueTask<IConnectionMultiplexer>(connection), KeyPrefix = "closed" });
        ValueTask<ReadOutcome> ReadAsync() => store.ReadAsync(StateKey.From("test", SessionId.New()), default, default);
        Assert.IsType<ReadOutcome.Missing>(await ReadAsync());

        await connection.DisposeAsync();
        var told = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await ReadAsync());
        Assert.Contains("its connection was closed", told.Message);
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await ReadAsync());
    }

    [Fact]
    public async Task A_connection_that_is_not_made_costs_no_call_more_than_its_limit()
    {
        using var made = new ManualResetEventSlim();
        var server = await SharedServers.Server;
        var store = new RedisStore(new RedisStoreOptions
        {
            KeyPrefix = "late",
            CallTimeout = TimeSpan.FromMilliseconds(50),
            Connect = async () =>
            {
                made.Wait(TestContext.Current.CancellationToken);
                return await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
            },
        });
        ValueTask<ReadOutcome> ReadAsync() => store.ReadAsync(StateKey.From("test", SessionId.New()), default, default);

        for (var call = 0; call < 3; call++)
            await Assert.ThrowsAsync<StoreUnavailableException>(() => Task.Run(async () => await ReadAsync()).WaitAsync(Patience.Longest));
        made.Set();
        await Patience.UntilAsync("the connection is made", async () =>
        {
            try
            {
                return await ReadAsync() is ReadOutcome.Missing;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        });
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Servers_are_named_by_a_text()
    {
        var server = await SharedServers.Server;
        await UseAsync(tidemark => tidemark.UseRedis(server.ConnectionString));
        await UseAsync(tidemark => tidemark.UseRedis(options => options.Configuration = server.ConnectionString));
    }

    [Theory]
    [InlineData("shop", "tidemark:shop")]
    [InlineData("My {Shop} *1*", "tidemark:My__Shop___1_-84301e54")]
    [InlineData("My (Shop) *1*", "tidemark:My__Shop___1_-1d04c034")]
    public void Keys_begin_with_the_name_of_the_application_unless_told_otherwise(string application, string prefix)
    {
        var services = new ServiceCollection();
        services.AddTidemarkCore(tidemark => tidemark.Application = application).UseRedis("localhost");
        Assert.Equal(prefix, OptionsOf(services).KeyPrefix);

        services.AddTidemarkCore().UseRedis(options => options.KeyPrefix = "own");
        Assert.Equal("own", OptionsOf(services).KeyPrefix);
    }

    [Fact]
    public void All_faults_of_the_options_come_in_one_message_and_no_password_does()
    {
        var options = new RedisStoreOptions { Configuration = "localhost,pasword=secret", KeyPrefix = "a{b", CallTimeout = TimeSpan.Zero };
        var refused = Assert.Throws<ArgumentException>(() => new RedisStore(options));
        Assert.Contains("Configuration cannot be read", refused.Message);
        Assert.Contains("KeyPrefix must not", refused.Message);
        Assert.Contains("CallTimeout is 00:00:00", refused.Message);
        Assert.DoesNotContain("secret", refused.Message);
        Assert.Contains("Configuration is empty", Assert.Throws<ArgumentException>(() => new RedisStore(new RedisStoreOptions { KeyPrefix = "a" })).Message);
    }

    [Fact]
    public void Every_option_takes_its_last_value_and_refuses_the_next()
    {
        var longest = TimeSpan.FromMinutes(1);
        Assert.Empty(Options(longest, 1).Faults());
        Assert.Empty(Options(TimeSpan.FromTicks(1), null).Faults());
        Assert.Contains("CallTimeout", Assert.Single(Options(longest + TimeSpan.FromTicks(1), null).Faults()));
        Assert.Contains("CallTimeout", Assert.Single(Options(TimeSpan.Zero, null).Faults()));
        Assert.Contains("MaxValueBytes", Assert.Single(Options(longest, 0).Faults()));
        Assert.Contains("KeyPrefix", Assert.Single(Options(longest, 1, "{").Faults()));
        Assert.Contains("KeyPrefix", Assert.Single(Options(longest, 1, "").Faults()));

        static RedisStoreOptions Options(TimeSpan callTimeout, int? maxValueBytes, string keyPrefix = "a") =>
            new() { Configuration = "localhost", KeyPrefix = keyPrefix, CallTimeout = callTimeout, MaxValueBytes = maxValueBytes };
    }

    [Fact]
    public void The_last_store_that_is_chosen_counts()
    {
        var services = new ServiceCollection();
        services.AddTidemarkCore().UseRedis("localhost").UseMemory();
        using var provider = services.BuildServiceProvider();
        Assert.IsType<MemoryStore>(provider.GetRequiredService<IPrimaryStore>());
    }

    private static RedisStoreOptions OptionsOf(ServiceCollection services)
    {
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<RedisStoreOptions>>().Value;
    }

    private static async Task UseAsync(Action<TidemarkBuilder> choose)
    {
        var services = new ServiceCollection();
        var tidemark = services.AddTidemarkCore(options => options.Application = "registration");
        choose(tidemark);
        await using (var provider = services.BuildServiceProvider())
        {
            var (key, node) = (StateKey.From("registration", SessionId.New()), NodeId.New());
            var store = provider.GetRequiredService<IPrimaryStore>();
            await store.BeatAsync(node, TimeSpan.FromMinutes(1), default);
            var created = await store.CommitAsync(
                new CommitRequest(key, node, LeaseToken.None, StateVersion.None, CommitId.New(), [new WholeValue("a", new byte[] { 1 })],
                    new Lifetime(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)), AfterCommit.Release, "test"),
                default);
            Assert.IsType<CommitOutcome.Committed>(created);
            Assert.IsType<ReadOutcome.Found>(await store.ReadAsync(key, StateVersion.None, default));
        }
    }
}
