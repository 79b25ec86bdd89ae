using Tidemark.Redis.Tests.Cluster.Load;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Cluster;

/// <summary>The simulation's history checkers, on one real server.</summary>
public sealed class OneServerHistoryTests : LoadTest
{
    [Fact]
    public async Task Without_faults_every_request_is_answered_and_all_histories_are_linearizable()
    {
        await using var server = await RedisServer.StartAsync();
        await using var load = await SessionLoad.CreateAsync(server.ConnectionString, Dozens);

        load.Start();
        await WaitForSuccessesAsync(load, 500);
        await load.StopAsync();

        AssertSound(load, await load.JudgeAsync());
        Assert.All(load.History.Visits, visit => Assert.True(visit.Fate is Fate.Acknowledged or Fate.Read, $"{visit}"));
        Assert.Empty(load.History.Refusals);
    }

    [Fact]
    public async Task A_server_that_is_killed_and_started_again_has_lost_nothing_it_acknowledged()
    {
        await using var server = await RedisServer.StartAsync(Durable);
        await using var load = await SessionLoad.CreateAsync(server.ConnectionString, Dozens);

        load.Start();
        foreach (var outage in new[] { 0, 0.5, 1.5 })
        {
            await WaitForSuccessesAsync(load, 100, load.History.Now);
            await server.KillAsync();
            await PauseAsync(outage * Node.Lease);
            await server.RestartAsync();
        }

        await WaitForSuccessesAsync(load, 100, load.History.Now);
        await load.StopAsync();

        AssertSound(load, await load.JudgeAsync());
    }
}
