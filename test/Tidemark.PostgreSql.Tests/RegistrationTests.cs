using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Tidemark.PostgreSql.Tests.Servers;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.PostgreSql.Tests;

/// <summary>How an application names its database, and what it learns when it starts.</summary>
public sealed class RegistrationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_string_is_enough()
    {
        var options = await SharedServer.OptionsAsync();
        await using var services = Build(builder => builder.UsePostgreSql(options.ConnectionString));
        Assert.IsType<PostgreSqlStore>(services.GetRequiredService<IPrimaryStore>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_data_source_of_the_application_stays_the_application_s(bool isRegistered)
    {
        var options = await SharedServer.OptionsAsync();
        await using var source = NpgsqlDataSource.Create(options.ConnectionString + ";No Reset On Close=true;Maximum Pool Size=2");
        await using (var services = Build(builder =>
        {
            if (isRegistered)
                builder.Services.AddSingleton(source);
            _ = isRegistered ? builder.UsePostgreSql() : builder.UsePostgreSql(source);
            builder.Services.Configure<PostgreSqlStoreOptions>(own => own.Schema = options.Schema);
        }))
        {
            var store = services.GetRequiredService<PostgreSqlStore>();
            await using var listening = await store.ListenAsync(NodeId.New(), _ => { }, Stop);
            Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Requests.Creation(), Stop));
            await store.DisposeAsync();
            Assert.Equal(1L, await RunAsync(source, $"SELECT count(*) FROM {options.Schema}.record"));
            Assert.Equal(0L, await RunAsync(source, "SELECT count(*) FROM pg_listening_channels()"));
        }
    }

    [Fact]
    public void All_faults_of_the_options_come_in_one_message()
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = "Hots=db", Schema = "Shop;", CallTimeout = TimeSpan.Zero, MaxValueBytes = 0 };
        var refused = Assert.Throws<ArgumentException>(() => new PostgreSqlStore(options));
        foreach (var name in new[] { "ConnectionString", "Schema", "CallTimeout", "MaxValueBytes" })
            Assert.Contains($"PostgreSqlStoreOptions.{name}", refused.Message);
        options = new PostgreSqlStoreOptions { ConnectionString = "Host=db;Maximum Pool Size=1" };
        Assert.Contains("Maximum Pool Size", Assert.Throws<ArgumentException>(() => new PostgreSqlStore(options)).Message);
    }

    [Theory]
    [InlineData("s", true)]
    [InlineData("shop_2", true)]
    [InlineData("a234567890a234567890a234567890a234567890a234567890a234567890abc", true)]
    [InlineData("a234567890a234567890a234567890a234567890a234567890a234567890abcd", false)]
    [InlineData("", false)]
    [InlineData("2shop", false)]
    [InlineData("_shop", false)]
    [InlineData("Shop", false)]
    [InlineData("sHop", false)]
    [InlineData("shop-2", false)]
    [InlineData("söp", false)]
    public void A_schema_is_named_by_at_most_63_small_letters_digits_and_underscores(string schema, bool isName) =>
        AssertFault("Schema", !isName, options => options.Schema = schema);

    [Theory]
    [InlineData(999, false)]
    [InlineData(1_000, true)]
    [InlineData(60_000, true)]
    [InlineData(60_001, false)]
    public void A_call_may_take_from_a_second_to_a_minute(int milliseconds, bool mayTake) =>
        AssertFault("CallTimeout", !mayTake, options => options.CallTimeout = TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData("Host=db;Maximum Pool Size=1", true)]
    [InlineData("Host=db;Maximum Pool Size=2", false)]
    [InlineData("Database=shop", true)]
    [InlineData("Hots=db", true)]
    [InlineData(" ", true)]
    public void A_connection_string_has_a_host_and_room_for_the_connection_that_listens_unless_there_is_a_data_source(string text, bool isFault)
    {
        AssertFault("ConnectionString", isFault, options => options.ConnectionString = text);
        AssertFault("ConnectionString", false, options => (options.ConnectionString, options.DataSource) = (text, () => null!));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_value_may_have_a_byte_at_least(int bytes, bool isFault) => AssertFault("MaxValueBytes", isFault, options => options.MaxValueBytes = bytes);

    [Fact]
    public async Task Options_with_faults_and_missing_tables_keep_the_host_from_starting()
    {
        using var faulty = Host(own => own.ConnectionString = "");
        await Assert.ThrowsAsync<OptionsValidationException>(() => faulty.StartAsync(Stop));
        var options = await SharedServer.OptionsAsync();
        using var bare = Host(own => (own.ConnectionString, own.Schema, own.CreatesTables) = (options.ConnectionString, options.Schema, false));
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => bare.StartAsync(Stop));
        Assert.Contains("PostgreSqlStore.Ddl", refused.Message);
    }

    [Fact]
    public async Task A_server_that_is_not_there_yet_does_not_keep_the_host_from_starting()
    {
        using var host = Host(own => own.ConnectionString = $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody");
        await host.StartAsync(Stop);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(
            async () => await host.Services.GetRequiredService<IPrimaryStore>().CommitAsync(Requests.Creation(), Stop));
        Assert.Contains("there is no connection to the server", refused.Message);
        Assert.True(refused.MayPassSoon);
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task A_store_that_was_disposed_says_so()
    {
        var store = new PostgreSqlStore(await SharedServer.OptionsAsync());
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.CommitAsync(Requests.Creation(), Stop));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.ListenAsync(NodeId.New(), _ => { }, Stop));
    }

    private static void AssertFault(string option, bool isFault, Action<PostgreSqlStoreOptions> set)
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = "Host=db" };
        set(options);
        Assert.Equal(isFault ? [$"PostgreSqlStoreOptions.{option}"] : [], options.Faults().Select(fault => fault.Split(' ')[0]));
    }

    private static async Task<object?> RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Stop);
    }

    private static ServiceProvider Build(Action<TidemarkBuilder> use)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        use(services.AddTidemark());
        return services.BuildServiceProvider();
    }

    private static IHost Host(Action<PostgreSqlStoreOptions> configure)
    {
        var builder = new HostApplicationBuilder();
        builder.Services.AddTidemark().UsePostgreSql(configure);
        return builder.Build();
    }
}
