using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Cluster;

/// <summary>What a replica has of its primary, and how to keep it from having more.</summary>
internal static class Replication
{
    /// <summary>Waits until the replica has all that the primary has acknowledged so far.</summary>
    public static async Task SettleAsync(this RedisCluster cluster, RedisServer primary)
    {
        // WAIT counts from the last write of its own connection.
        var slots = (await cluster.SlotsOfAsync(primary)).ToHashSet();
        var key = Enumerable.Range(0, int.MaxValue).Select(number => $"settled:{number}").First(key => slots.Contains(RedisCluster.SlotOf(key)));
        using var connection = await primary.OpenAsync();
        await connection.RunAsync("SET", key, "");
        Assert.Equal(1, (await connection.RunAsync("WAIT", "1", "5000")).Number);
    }

    /// <summary>Cuts a replica from its primary, and lets it not come back. It may still be promoted, as it is.</summary>
    public static async Task StopFollowingAsync(this RedisServer replica)
    {
        await replica.ConfigSetAsync("masteruser", "nobody");
        await replica.ConfigSetAsync("masterauth", "wrong");
        await replica.RunAsync("CLIENT", "KILL", "TYPE", "master");
        await Patience.UntilAsync(
            "a replica has lost its primary", async () => (await replica.InfoAsync("replication"))["master_link_status"] == "down");
    }

    public static async Task FollowAgainAsync(this RedisServer replica)
    {
        await replica.ConfigSetAsync("masteruser", "");
        await replica.ConfigSetAsync("masterauth", "");
    }
}
