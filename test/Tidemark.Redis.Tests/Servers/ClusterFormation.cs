namespace Tidemark.Redis.Tests.Servers;

/// <summary>Makes a cluster of servers that do not know each other yet.</summary>
internal static class ClusterFormation
{
    /// <param name="servers">The primaries, and as many replicas.</param>
    /// <returns>The id of each node.</returns>
    public static async Task<IReadOnlyDictionary<string, RedisServer>> FormAsync(IReadOnlyList<RedisServer> servers)
    {
        var primaries = servers.Count / 2;
        var ids = await Task.WhenAll(servers.Select(async server => (await server.RunAsync("CLUSTER", "MYID")).Text));
        await Task.WhenAll(servers.Select((server, number) => server.RunAsync("CLUSTER", "SET-CONFIG-EPOCH", $"{number + 1}")));
        await Task.WhenAll(servers.Take(primaries).Select((server, number) =>
        {
            var (first, next) = (HashSlot.Count * number / primaries, HashSlot.Count * (number + 1) / primaries);
            return server.RunAsync("CLUSTER", "ADDSLOTSRANGE", $"{first}", $"{next - 1}");
        }));

        // Everybody meets everybody: they would find each other through one of them too, but later.
        await Task.WhenAll(
            from one in Enumerable.Range(0, servers.Count)
            from other in Enumerable.Range(0, one)
            select servers[one].RunAsync("CLUSTER", "MEET", "127.0.0.1", $"{servers[other].Port}", $"{servers[other].BusPort}"));
        await Task.WhenAll(servers.Skip(primaries).Select((replica, number) => FollowAsync(replica, ids[number])));
        return ids.Zip(servers).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static Task FollowAsync(RedisServer replica, string primary) => Patience.UntilAsync("a replica has met its primary", async () =>
    {
        var nodes = ClusterNode.ReadAll((await replica.RunAsync("CLUSTER", "NODES")).Text);
        if (!nodes.Any(node => node.Id == primary && node.IsWell))
            return false;
        await replica.RunAsync("CLUSTER", "REPLICATE", primary);
        return true;
    });
}
