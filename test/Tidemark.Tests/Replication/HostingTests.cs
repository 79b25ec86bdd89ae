using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tidemark.Replication;
using Tidemark.Stores;
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
}
