using System.Diagnostics;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>
/// What the running servers of a cluster say of it. It is well when all of them say that it is, name the same owners of all slots, each
/// of them running, and when every replica has caught up with its primary. Servers that are dead or frozen are not asked.
/// </summary>
internal static class ClusterHealth
{
    public static async Task WaitAsync(IReadOnlyDictionary<string, RedisServer> servers, TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        while (await ComplaintAsync(servers) is { } complaint)
        {
            if (Stopwatch.GetElapsedTime(began) > within)
                throw new TimeoutException($"The cluster is not well after {within}: {complaint}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string?> ComplaintAsync(IReadOnlyDictionary<string, RedisServer> servers)
    {
        try
        {
            var running = servers.Where(server => server.Value.IsRunning).ToDictionary();
            var views = await Task.WhenAll(running.Values.Select(ViewAsync));
            return views.Select(view => ComplaintOf(view, running)).FirstOrDefault(complaint => complaint is not null)
                ?? (views.Select(OwnersOf).Distinct().Count() > 1 ? "they name different owners of slots" : null)
                ?? (await Task.WhenAll(running.Values.Select(LinkComplaintAsync))).FirstOrDefault(complaint => complaint is not null);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or RedisErrorException)
        {
            return exception.Message;
        }
    }

    private static async Task<(RedisServer Server, IReadOnlyList<ClusterNode> Nodes)> ViewAsync(RedisServer server) =>
        (server, ClusterNode.ReadAll((await server.RunAsync("CLUSTER", "NODES")).Text));

    private static string? ComplaintOf((RedisServer Server, IReadOnlyList<ClusterNode> Nodes) view, Dictionary<string, RedisServer> running)
    {
        var owners = view.Nodes.Where(node => node.Slots.Count > 0).ToList();
        if (owners.Sum(node => node.AllSlots.Count()) < HashSlot.Count)
            return $"{view.Server.EndPoint} knows no owner of some slots";
        if (owners.Find(node => !running.ContainsKey(node.Id)) is { } gone)
            return $"{view.Server.EndPoint} still sees slots at :{gone.Port}, which does not run";
        if (running.Keys.FirstOrDefault(id => !view.Nodes.Any(node => node.Id == id && node.IsWell)) is { } unwell)
            return $"{view.Server.EndPoint} does not see {running[unwell].EndPoint} as well";
        return null;
    }

    private static string OwnersOf((RedisServer Server, IReadOnlyList<ClusterNode> Nodes) view) =>
        string.Join('\n', view.Nodes.Select(node => $"{node.Id} {node.PrimaryId} {string.Join(' ', node.Slots)}").Order(StringComparer.Ordinal));

    private static async Task<string?> LinkComplaintAsync(RedisServer server)
    {
        if ((await server.RunAsync("CLUSTER", "INFO")).Text.Contains("cluster_state:ok") is false)
            return $"{server.EndPoint} says that the cluster is down";
        var replication = await server.InfoAsync("replication");
        return replication["role"] == "slave" && replication["master_link_status"] != "up" ? $"the replica {server.EndPoint} has no link" : null;
    }
}
