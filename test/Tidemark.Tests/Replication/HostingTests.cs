using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Replication;

public sealed class HostingTests
{
    [Fact]
    public async Task An_application_keeps_a_replica_of_its_own_store_by_one_line()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddTidemarkCore(options => options.Application = "test").UseMemory().ReplicateTo(
            store => store.UseMemory(), options => options.PollInterval = TimeSpan.FromMilliseconds(1));
        using var host = builder.Build();
        await host.StartAsync();
        var sessions = host.Services.GetRequiredService<SessionManager>();
        await using (var session = sessions.Create())
        {
            await session.SetAsync(Keys.Name, "Ada");
            await session.CompleteAsync();
        }

        var replicator = host.Services.GetRequiredService<Replicator>();
        while (replicator.Status.Records == 0)
            await Task.Yield();
        Assert.Equal((1, 0), (replicator.Status.Records, replicator.Status.Failing));
        await host.StopAsync();
    }

    [Fact]
    public void A_replica_without_a_store_is_refused_with_a_word_of_what_to_do()
    {
        var services = new ServiceCollection();
        services.AddTidemarkCore(options => options.Application = "test").UseMemory().ReplicateTo(_ => { });
        services.AddLogging();
        using var provider = services.BuildServiceProvider();
        Assert.Contains("ReplicateTo(store => store.UseRedis", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<Replicator>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_stand_by_the_application_goes_over_to_it_and_keeps_the_old_primary_up_to_date_from_there()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddTidemarkCore(options => options.Application = "test").UseMemory()
            .WithStandby(store => store.UseMemory(), options => options.TakeOver = TimeSpan.FromSeconds(1));
        using var host = builder.Build();
        await host.StartAsync();
        var (stores, sessions) = (host.Services.GetRequiredService<FailoverStore>(), host.Services.GetRequiredService<SessionManager>());
        SessionId id;
        await using (var session = sessions.Create())
        {
            await session.SetAsync(Keys.Count, 1);
            await session.CompleteAsync();
            id = session.Id;
        }

        var key = StateKey.From("test", id);
        while ((await stores.Second.Copies!.ReadImageAsync(key, null, default)).Record is null)
            await Task.Yield();
        await new ReplicaSwitch(stores.First, stores.Second).SwitchOverAsync(TimeSpan.FromMinutes(5), CancellationToken.None);
        await using (var session = await sessions.OpenAsync(id, SessionAccess.Exclusive))
        {
            Assert.Equal(1, await session!.GetAsync(Keys.Count));
            await session.SetAsync(Keys.Count, 2);
            await session.CompleteAsync();
        }

        Assert.Same(stores.Second, stores.Current);
        while ((await stores.First.Copies!.ReadImageAsync(key, null, default)).Record!.Version.Number < 2)
            await Task.Yield();
        await host.StopAsync();
    }

    [Fact]
    public async Task A_fault_of_replication_is_logged_and_does_not_stop_the_application()
    {
        var log = new FirstError();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(log);
        builder.Services.AddTidemarkCore(options => options.Application = "test").UseMemory().ReplicateTo(
            replica => replica.Services.AddSingleton<IPrimaryStore>(services => new FaultyReplica(new MemoryStore(services.GetRequiredService<TimeProvider>()))));
        using var host = builder.Build();
        await host.StartAsync();
        await using (var session = host.Services.GetRequiredService<SessionManager>().Create())
        {
            await session.SetAsync(Keys.Name, "Ada");
            await session.CompleteAsync();
        }

        Assert.Contains("begins anew", await log.Text, StringComparison.Ordinal);
        Assert.All(host.Services.GetServices<IHostedService>().OfType<BackgroundService>(), service => Assert.False(service.ExecuteTask!.IsCompleted));
        await host.StopAsync();
    }

    private sealed class FaultyReplica(IPrimaryStore inner) : DelegatingStore(inner)
    {
        public override IReplicaStore Copies => new Copying(Inner.Copies!);

        private sealed class Copying(IReplicaStore inner) : DelegatingReplica(inner)
        {
            public override ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken) =>
                throw new InvalidOperationException("A fault.");
        }
    }

    private sealed class FirstError : ILoggerProvider, ILogger
    {
        private readonly TaskCompletionSource<string> _text = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Text => _text.Task;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? failure, Func<TState, Exception?, string> format)
        {
            if (IsEnabled(level))
                _text.TrySetResult(format(state, failure));
        }

        public void Dispose()
        {
        }
    }
}
