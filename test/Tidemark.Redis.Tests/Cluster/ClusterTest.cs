using Tidemark.Redis.Tests.Cluster.Load;
using Tidemark.Redis.Tests.Rig;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Cluster;

/// <summary>A test on a cluster of six, which it finds healed.</summary>
public abstract class ClusterTest(OneCluster one) : LoadTest, IClassFixture<OneCluster>, IAsyncLifetime
{
    protected RedisCluster Cluster => one.Cluster;

    public async ValueTask InitializeAsync()
    {
        foreach (var server in Cluster.Servers)
        {
            server.Thaw();
            if (!server.IsAlive)
                await server.RestartAsync();
            await server.FollowAgainAsync();
        }

        await Cluster.WaitUntilHealthyAsync();

        // Word of the last fail-over gets round by and by, and nodes would act on it in the middle of the test.
        await Patience.UntilAsync("all servers have the same epoch", async () =>
            (await Task.WhenAll(Cluster.Servers.Select(server => server.RunAsync("CLUSTER", "INFO"))))
                .Select(info => info.Text.Split('\n').Single(line => line.StartsWith("cluster_current_epoch:", StringComparison.Ordinal))).Distinct().Count() == 1);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    internal Task<SessionLoad> LoadAsync(int sessions = Dozens, int nodes = 3, TimeSpan? lease = null) =>
        SessionLoad.CreateAsync(Cluster.ConnectionString, sessions, nodes, lease);

    /// <summary>The sessions that lie on a server.</summary>
    internal async Task<IReadOnlyList<LoadSession>> SessionsOnAsync(SessionLoad load, RedisServer primary)
    {
        var slots = (await Cluster.SlotsOfAsync(primary)).ToHashSet();
        return [.. load.Sessions.Where(session => slots.Contains(session.SlotUnder(load.Prefix)))];
    }

    /// <summary>The primary that has a session.</summary>
    internal Task<RedisServer> PrimaryOfAsync(SessionLoad load, LoadSession session) => Cluster.PrimaryOfSlotAsync(session.SlotUnder(load.Prefix));

    /// <summary>A primary with sessions, and these.</summary>
    internal async Task<(RedisServer Primary, IReadOnlyList<LoadSession> Sessions)> PickPrimaryAsync(SessionLoad load)
    {
        var primary = await PrimaryOfAsync(load, load.Sessions[0]);
        return (primary, await SessionsOnAsync(load, primary));
    }

    /// <summary>A primary that does not have the lives of two nodes: they live on while it fails.</summary>
    internal async Task<RedisServer> PrimaryApartFromAsync(SessionLoad load, Node one, Node other)
    {
        var keys = new RedisKeys(load.Prefix);
        var lives = await Task.WhenAll(new[] { one, other }.Select(node => Cluster.PrimaryOfKeyAsync(keys.Node(node.Sessions.Node)[0].ToString())));
        return (await Cluster.PrimariesAsync()).First(primary => !lives.Contains(primary));
    }

    /// <summary>A new session that lies on a primary.</summary>
    internal async Task<LoadSession> AddSessionAsync(SessionLoad load, Node node, RedisServer primary)
    {
        while (true)
        {
            var session = await load.AddSessionAsync(node);
            if (await PrimaryOfAsync(load, session) == primary)
                return session;
        }
    }
}
