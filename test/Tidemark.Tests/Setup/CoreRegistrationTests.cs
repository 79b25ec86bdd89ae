using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Setup;

public sealed class CoreRegistrationTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_worker_opens_sessions_without_http()
    {
        await using var services = Services(new MemoryStore(_time)).BuildServiceProvider();
        var sessions = services.GetRequiredService<SessionManager>();
        await using var session = sessions.Create();
        await session.SetAsync(Keys.Cart, Cart.OfThree());
        await session.CompleteAsync();

        await using var again = await sessions.OpenAsync(session.Id, SessionAccess.Exclusive);
        Assert.Equal(3, (await again!.GetAsync(Keys.Cart))!.Lines.Count);
    }

    [Fact]
    public async Task The_host_shows_the_node_at_start_and_the_container_lets_it_leave()
    {
        var store = new FaultyStore(new MemoryStore(_time), _time);
        await using (var services = Services(store).BuildServiceProvider())
        {
            foreach (var hosted in services.GetServices<IHostedService>())
                await hosted.StartAsync(CancellationToken.None);
            Assert.Equal(1, store.Calls(StoreVerb.Beat));
            foreach (var hosted in services.GetServices<IHostedService>())
                await hosted.StopAsync(CancellationToken.None);
            Assert.Equal(1, store.Calls(StoreVerb.Beat));
        }

        Assert.Equal(2, store.Calls(StoreVerb.Beat));
    }

    [Fact]
    public void A_store_that_is_down_does_not_keep_the_host_from_starting() => OneThread.Run(_time, async () =>
    {
        var store = new FaultyStore(new MemoryStore(_time), _time) { IsDown = true };
        await using var services = Services(store).BuildServiceProvider();
        await services.GetServices<IHostedService>().Single().StartAsync(CancellationToken.None);
        store.IsDown = false;
    });

    [Fact]
    public void All_faults_of_the_options_come_at_start_up_in_one_message()
    {
        using var services = Services(new MemoryStore(_time))
            .AddTidemarkCore(options =>
            {
                options.IdleTimeout = TimeSpan.Zero;
                options.LockWaitTimeout = TimeSpan.FromSeconds(-1);
                options.MaxAttributes = 0;
            }).Services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
        string[] named = [nameof(TidemarkOptions.IdleTimeout), nameof(TidemarkOptions.LockWaitTimeout), nameof(TidemarkOptions.MaxAttributes)];
        Assert.All(named, option => Assert.Contains($"TidemarkOptions.{option}", failure.Message, StringComparison.Ordinal));
        Assert.Equal(3, failure.Failures.Count());
    }

    [Fact]
    public void The_defaults_are_valid()
    {
        using var services = Services(new MemoryStore(_time)).BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
    }

    [Fact]
    public void A_missing_store_is_told_with_the_remedy()
    {
        using var services = new ServiceCollection().AddTidemarkCore().Services.BuildServiceProvider();
        var failure = Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<SessionManager>());
        Assert.Contains("UseSqlite", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_are_set_in_code_and_the_application_is_named_after_its_host()
    {
        var collection = Services(new MemoryStore(_time));
        collection.AddTidemarkCore().Configure(options => options.MaxAttributes = 7);
        collection.AddSingleton<IHostEnvironment>(new Host());
        await using var services = collection.BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<TidemarkOptions>>().Value;

        Assert.Equal(7, options.MaxAttributes);
        Assert.Equal("Shop", options.Application);
        Assert.Single(services.GetServices<IHostedService>());
    }

    [Fact]
    public void A_host_that_stops_tells_no_more_ends_while_its_handlers_have_their_services() => OneThread.Run(_time, async () =>
    {
        var store = new MemoryStore(_time);
        var heard = new Heard();
        var collection = Services(store);
        collection.AddSingleton(heard).AddTidemarkCore().AddSessionEvents<Heard>();
        await using var services = collection.BuildServiceProvider();
        var sessions = services.GetRequiredService<SessionManager>();
        await AbandonAsync(sessions);
        await Task.Delay(TimeSpan.FromMilliseconds(5), _time);
        Assert.Single(heard.Ended);
        await services.GetServices<IHostedService>().Single().StopAsync(CancellationToken.None);
        await AbandonAsync(sessions);
        await Task.Delay(TimeSpan.FromMilliseconds(5), _time);

        Assert.Single(heard.Ended);
        Assert.Single(await store.ClaimEndedAsync(10, TimeSpan.Zero, CancellationToken.None));
    });

    private static async Task AbandonAsync(SessionManager sessions)
    {
        await using var session = sessions.Create();
        await session.SetAsync(Keys.Name, "Ada");
        await session.CommitAsync();
        session.Abandon();
        await session.CompleteAsync();
    }

    private IServiceCollection Services(IPrimaryStore store) => new ServiceCollection()
        .AddSingleton<TimeProvider>(_time)
        .AddSingleton(store)
        .AddLogging()
        .AddTidemarkCore().Services;

    private sealed class Host : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "Shop";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } =
            new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
