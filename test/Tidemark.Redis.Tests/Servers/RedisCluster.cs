namespace Tidemark.Redis.Tests.Servers;

/// <summary>Three primaries and a replica of each, as servers that a test may kill, freeze and restart one by one.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    /// <summary>Far beyond a failure that is noticed, voted on and made good.</summary>
    public static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<RedisServer, TcpProxy> _proxies = [];
    private IReadOnlyDictionary<string, RedisServer> _byId = new Dictionary<string, RedisServer>();

    private RedisCluster(IReadOnlyList<RedisServer> servers) => Servers = servers;

    /// <summary>All six: first the three that began as primaries, then the replica of each.</summary>
    public IReadOnlyList<RedisServer> Servers { get; }

    /// <summary>All six, as StackExchange.Redis takes them; a proxy in the place of the server behind it.</summary>
    public string ConnectionString => string.Join(',', Servers.Select(server => _proxies.GetValueOrDefault(server)?.EndPoint ?? server.EndPoint))
        + Servers[0].ConnectionString[Servers[0].EndPoint.Length..];

    /// <param name="nodeTimeout">After how much silence a node counts as failed; two seconds by default.</param>
    /// <param name="settings">Of each server; TLS is not supported.</param>
    public static async Task<RedisCluster> StartAsync(TimeSpan? nodeTimeout = null, RedisSettings? settings = null)
    {
        settings = (settings ?? new RedisSettings()) with { NodeTimeout = nodeTimeout ?? TimeSpan.FromSeconds(2) };
        var cluster = new RedisCluster(await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RedisServer.StartAsync(settings))));
        try
        {
            cluster._byId = await ClusterFormation.FormAsync(cluster.Servers);
            await cluster.WaitUntilHealthyAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public static int SlotOf(string key) => HashSlot.Of(key);

    /// <summary>The running servers that take writes.</summary>
    public async Task<IReadOnlyList<RedisServer>> PrimariesAsync() => await ThoseAsync(isPrimary: true);

    /// <summary>The running servers that follow others.</summary>
    public async Task<IReadOnlyList<RedisServer>> ReplicasAsync() => await ThoseAsync(isPrimary: false);

    /// <summary>The running replica of a primary.</summary>
    public async Task<RedisServer> ReplicaOfAsync(RedisServer primary)
    {
        var nodes = await NodesAsync();
        return _byId[nodes.First(node => node.PrimaryId == IdOf(primary) && _byId[node.Id].IsRunning).Id];
    }

    public async Task<RedisServer> PrimaryOfSlotAsync(int slot) =>
        _byId[(await NodesAsync()).First(node => node.Slots.Any(range => range.First <= slot && slot <= range.Last)).Id];

    public Task<RedisServer> PrimaryOfKeyAsync(string key) => PrimaryOfSlotAsync(SlotOf(key));

    /// <summary>The slots of a primary, in order.</summary>
    public async Task<IReadOnlyList<int>> SlotsOfAsync(RedisServer primary) =>
        [.. (await NodesAsync()).Single(node => node.Id == IdOf(primary)).AllSlots];

    /// <summary>Waits until all running servers agree on who owns what, and every running replica has a link.</summary>
    /// <exception cref="TimeoutException">They do not, and it says why.</exception>
    public Task WaitUntilHealthyAsync(TimeSpan? within = null) => ClusterHealth.WaitAsync(_byId, within ?? HealthLimit);

    /// <summary>Waits until a server that was killed or frozen is replaced, and returns the one in its place.</summary>
    public async Task<RedisServer> WaitForPromotionAsync(RedisServer lost)
    {
        await WaitUntilHealthyAsync();
        var place = Servers.Index().First(server => server.Item == lost).Index;
        return Servers[(place + 3) % 6] is { IsRunning: true } other && await other.IsPrimaryAsync()
            ? other
            : throw new InvalidOperationException($"{lost.EndPoint} was no primary, or its replica is down as well.");
    }

    /// <summary>Changes the roles of a primary and its replica in good order, without loss, and returns the new primary.</summary>
    public async Task<RedisServer> FailOverAsync(RedisServer primary)
    {
        var replica = await ReplicaOfAsync(primary);
        await replica.RunAsync("CLUSTER", "FAILOVER");
        await Patience.UntilAsync("a replica has taken over", replica.IsPrimaryAsync, HealthLimit);
        await WaitUntilHealthyAsync();
        return replica;
    }

    /// <summary>Moves the first so many slots of one primary to another, one by one, with their keys.</summary>
    public async Task MoveSlotsAsync(RedisServer from, RedisServer to, int count)
    {
        foreach (var slot in (await SlotsOfAsync(from)).Take(count))
            await (await BeginMoveAsync(slot, to)).FinishAsync();
    }

    /// <summary>Marks a slot as leaving for another primary, and carries nothing over yet.</summary>
    public async Task<SlotMove> BeginMoveAsync(int slot, RedisServer to) =>
        await SlotMove.BeginAsync(this, slot, await PrimaryOfSlotAsync(slot), to);

    /// <summary>How many keys each running primary has.</summary>
    public async Task<IReadOnlyDictionary<RedisServer, long>> KeyCountsAsync()
    {
        var primaries = await PrimariesAsync();
        var counts = await Task.WhenAll(primaries.Select(server => server.RunAsync("DBSIZE")));
        return primaries.Zip(counts).ToDictionary(pair => pair.First, pair => pair.Second.Number);
    }

    /// <summary>Puts a proxy before one server. The cluster sends clients to it from now on, until the server is restarted.</summary>
    public async Task<TcpProxy> PutProxyBeforeAsync(RedisServer server)
    {
        var proxy = TcpProxy.Before(server);
        await AnnounceAsync(server, proxy.Port);
        return _proxies[server] = proxy;
    }

    /// <summary>Sends clients to the server itself again, and ends the proxy.</summary>
    public async Task TakeAwayAsync(TcpProxy proxy)
    {
        _proxies.Remove(proxy.Server);
        if (proxy.Server.IsRunning)
            await AnnounceAsync(proxy.Server, proxy.Server.Port);
        await proxy.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies.Values)
            await proxy.DisposeAsync();
        foreach (var server in Servers)
            await server.DisposeAsync();
    }

    internal string IdOf(RedisServer server) => _byId.First(pair => pair.Value == server).Key;

    private async Task AnnounceAsync(RedisServer server, int port)
    {
        await server.ConfigSetAsync("cluster-announce-port", $"{port}");
        foreach (var other in Servers.Where(other => other.IsRunning))
        {
            await Patience.UntilAsync(
                "every server sends clients to the port that was announced",
                async () => (await NodesAsync(other)).Any(node => node.Id == IdOf(server) && node.Port == port));
        }

        await WaitUntilHealthyAsync();
    }

    private Task<IReadOnlyList<ClusterNode>> NodesAsync() => NodesAsync(Servers.First(server => server.IsRunning));

    private static async Task<IReadOnlyList<ClusterNode>> NodesAsync(RedisServer server) =>
        ClusterNode.ReadAll((await server.RunAsync("CLUSTER", "NODES")).Text);

    private async Task<IReadOnlyList<RedisServer>> ThoseAsync(bool isPrimary)
    {
        var running = Servers.Where(server => server.IsRunning).ToList();
        var roles = await Task.WhenAll(running.Select(server => server.IsPrimaryAsync()));
        return [.. running.Zip(roles).Where(pair => pair.Second == isPrimary).Select(pair => pair.First)];
    }
}
