using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Rig;

public class RedisClusterTests(OneCluster one) : IClassFixture<OneCluster>
{
    private readonly RedisCluster _cluster = one.Cluster;

    [Fact]
    public async Task Six_servers_make_a_cluster_of_three_primaries_with_a_replica_each()
    {
        var primaries = await _cluster.PrimariesAsync();
        var replicas = await _cluster.ReplicasAsync();
        var replicaOfEach = await Task.WhenAll(primaries.Select(_cluster.ReplicaOfAsync));
        var slots = await Task.WhenAll(primaries.Select(_cluster.SlotsOfAsync));

        Assert.Equal(3, primaries.Count);
        Assert.Equal(replicas.ToHashSet(), replicaOfEach.ToHashSet());
        Assert.Equal(3, replicaOfEach.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, HashSlot.Count), slots.SelectMany(some => some).Order());
        Assert.Equal(6, _cluster.ConnectionString.Split(',').Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("key")]
    [InlineData("{tag}key")]
    [InlineData("a{tag}{other}")]
    [InlineData("a{}{tag}")]
    [InlineData("a{{tag}}")]
    [InlineData("a{tag")]
    [InlineData("\u00fc{\u20ac}")]
    public async Task A_key_has_the_slot_that_servers_give_it(string key) =>
        Assert.Equal((await _cluster.Servers[0].RunAsync("CLUSTER", "KEYSLOT", key)).Number, RedisCluster.SlotOf(key));

    [Fact]
    public async Task Keys_lie_where_their_slots_are_and_are_counted_there()
    {
        await ClearAsync();
        var primary = await _cluster.PrimaryOfKeyAsync("{a}1");

        await primary.RunAsync("SET", "{a}1", "");
        await primary.RunAsync("SET", "{a}2", "");
        var other = (await _cluster.PrimariesAsync()).First(server => server != primary);

        Assert.Equal(2, (await _cluster.KeyCountsAsync())[primary]);
        Assert.Equal(2, (await _cluster.KeyCountsAsync()).Values.Sum());
        Assert.Equal("MOVED", (await Assert.ThrowsAsync<RedisErrorException>(() => other.RunAsync("GET", "{a}1"))).Kind);
    }

    [Fact]
    public async Task A_primary_and_its_replica_change_places_on_request()
    {
        var primary = await _cluster.PrimaryOfKeyAsync("k");
        await primary.RunAsync("SET", "k", "v");

        var next = await _cluster.FailOverAsync(primary);

        Assert.NotEqual(primary, next);
        Assert.Equal(next, await _cluster.PrimaryOfKeyAsync("k"));
        Assert.Equal(primary, await _cluster.ReplicaOfAsync(next));
        Assert.Equal("v", (await next.RunAsync("GET", "k")).Text);
    }

    [Fact]
    public async Task A_slot_half_moved_asks_for_what_it_has_given_away()
    {
        await ClearAsync();
        var from = await _cluster.PrimaryOfKeyAsync("{m}1");
        var to = (await _cluster.PrimariesAsync()).First(server => server != from);
        foreach (var number in Enumerable.Range(0, 250))
            await from.RunAsync("SET", $"{{m}}{number}", $"{number}");

        var move = await _cluster.BeginMoveAsync(RedisCluster.SlotOf("{m}"), to);
        await move.CarryAsync(30);
        Assert.Equal(220, (await _cluster.KeyCountsAsync())[from]);
        var ask = await Assert.ThrowsAsync<RedisErrorException>(() => from.RunAsync("GET", "{m}missing"));
        Assert.Equal($"ASK {RedisCluster.SlotOf("{m}")} {to.EndPoint}", ask.Error);

        await move.FinishAsync();
        await _cluster.WaitUntilHealthyAsync();
        Assert.Equal(to, await _cluster.PrimaryOfKeyAsync("{m}1"));
        Assert.Equal((0, 250), ((await _cluster.KeyCountsAsync())[from], (await _cluster.KeyCountsAsync())[to]));
    }

    [Fact]
    public async Task Slots_move_under_load_without_loss()
    {
        await ClearAsync();
        var client = new ClusterClient(_cluster);
        var primaries = await _cluster.PrimariesAsync();
        var slots = (await _cluster.SlotsOfAsync(primaries[0])).Take(40).ToHashSet();
        var names = Enumerable.Range(0, int.MaxValue).Select(number => $"k{number}");
        string[] keys = [.. names.Where(key => slots.Contains(RedisCluster.SlotOf(key))).Take(40)];
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(async writer =>
        {
            var written = 0;
            for (; !stop.IsCancellationRequested; written++)
                await client.RunAsync("INCR", keys[(writer + (7 * written)) % keys.Length]);
            return written;
        }).ToArray();

        await _cluster.MoveSlotsAsync(primaries[0], primaries[1], slots.Count);
        await stop.CancelAsync();
        var acknowledged = (await Task.WhenAll(load)).Sum();
        await _cluster.WaitUntilHealthyAsync();

        Assert.True(client.Redirects > 0, "Nobody was redirected: the load met no move.");
        var values = await Task.WhenAll(keys.Select(key => primaries[1].RunAsync("GET", key)));
        Assert.Equal(acknowledged, values.Where(value => !value.IsNull).Sum(value => value.Number));
        Assert.Equal(0, (await _cluster.KeyCountsAsync())[primaries[0]]);
    }

    [Fact]
    public async Task A_replica_takes_the_place_of_a_killed_primary_which_comes_back_as_its_replica()
    {
        var primary = await _cluster.PrimaryOfKeyAsync("{p}");
        await primary.RunAsync("SET", "{p}", "v");
        Assert.Equal(1, (await primary.RunAsync("WAIT", "1", "5000")).Number);

        await primary.KillAsync();
        var next = await _cluster.WaitForPromotionAsync(primary);
        Assert.Equal("v", (await next.RunAsync("GET", "{p}")).Text);
        Assert.Equal(next, await _cluster.PrimaryOfKeyAsync("{p}"));

        await primary.RestartAsync();
        await _cluster.WaitUntilHealthyAsync();
        Assert.Equal(primary, await _cluster.ReplicaOfAsync(next));
    }

    [Fact]
    public async Task A_proxy_before_one_node_is_where_the_cluster_sends_clients()
    {
        var near = await _cluster.PrimaryOfKeyAsync("{n}");
        var far = (await _cluster.PrimariesAsync()).First(server => server != near);

        var proxy = await _cluster.PutProxyBeforeAsync(near);
        var moved = await Assert.ThrowsAsync<RedisErrorException>(() => far.RunAsync("SET", "{n}", "v"));
        Assert.EndsWith($" {proxy.EndPoint}", moved.Error);
        var named = _cluster.ConnectionString.Split(',');
        Assert.Equal((true, false), (named.Contains(proxy.EndPoint), named.Contains(near.EndPoint)));
        proxy.Refuse();
        await near.RunAsync("SET", "{n}", "v");
        Assert.Equal(1, (await near.RunAsync("WAIT", "1", "5000")).Number);

        await _cluster.TakeAwayAsync(proxy);
        moved = await Assert.ThrowsAsync<RedisErrorException>(() => far.RunAsync("SET", "{n}", "v"));
        Assert.EndsWith($" {near.EndPoint}", moved.Error);
    }

    [Fact]
    public async Task What_ails_a_cluster_is_said()
    {
        var primary = (await _cluster.PrimariesAsync())[0];

        primary.Freeze();
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => _cluster.WaitUntilHealthyAsync(TimeSpan.Zero));
        primary.Thaw();
        await _cluster.WaitUntilHealthyAsync();

        Assert.Contains($"still sees slots at :{primary.Port}, which does not run", failure.Message);
    }

    private async Task ClearAsync() => await Task.WhenAll((await _cluster.PrimariesAsync()).Select(server => server.RunAsync("FLUSHALL")));
}

/// <summary>A cluster for all tests of a class; each leaves it healthy.</summary>
public sealed class OneCluster : IAsyncLifetime
{
    public RedisCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await RedisCluster.StartAsync();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
