using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>What nobody can have written is passed over by whoever lists what there is, and so is whatever else is on the server.</summary>
public sealed class WalkTests : FaultTest
{
    [Fact]
    public async Task Names_that_are_none_and_keys_of_others_hide_no_record()
    {
        var server = await StartServerAsync();
        var store = Own(new RedisStore(Node.PatientOptions(server.ConnectionString)));
        var key = Scene.NewKey();
        await new Scene(store).CreateAsync(key, AfterCommit.Release);
        var keys = new RedisKeys(Node.Prefix);
        foreach (var index in new[] { DueKind.Sweep, DueKind.Tell })
            await server.RunAsync("ZADD", keys.Index(RedisKeys.BucketOf(RecordKey.Of(key)), index)!, "7", "no name", "8", "", "9", new string('=', RedisKeys.NameLength));
        await server.RunAsync("SET", $"{Node.Prefix}:{{3d5}}:{new string('A', RedisKeys.NameLength)}", "foreign");
        await server.RunAsync("SET", "somebody else's", "foreign");

        var all = new List<RecordKey>();
        await foreach (var page in store.WalkAsync(default))
            all.AddRange(page);

        Assert.Equal([RecordKey.Of(key)], all);
    }

    [Fact]
    public async Task A_bucket_whose_index_is_somebody_elses_is_an_error_and_not_passed_over_in_silence()
    {
        var server = await StartServerAsync();
        var store = Own(new RedisStore(Node.PatientOptions(server.ConnectionString)));
        await server.RunAsync("SET", new RedisKeys(Node.Prefix).Index(7, DueKind.Sweep)!, "foreign");
        var told = await Assert.ThrowsAsync<UnreadableStateException>(async () =>
        {
            await foreach (var _ in store.WalkAsync(default))
            {
            }
        });
        Assert.Contains("Remove it, or choose another RedisStoreOptions.KeyPrefix", told.Message);
    }

    [Fact]
    public async Task Names_that_are_no_nodes_hide_no_node()
    {
        var server = await StartServerAsync();
        var store = Own(new RedisStore(Node.PatientOptions(server.ConnectionString)));
        var (node, damaged) = (NodeId.New(), NodeId.New());
        foreach (var beating in new[] { node, damaged })
            await store.BeatAsync(beating, TimeSpan.FromMinutes(1), default);
        var keys = new RedisKeys(Node.Prefix);
        await server.RunAsync("ZADD", keys.Nodes!, "9e15", "no name", "9e15", new string('x', 32), "9e15", NodeId.New().ToString());
        await server.RunAsync("HSET", keys.Node(damaged)[0]!, "since", "text");

        Assert.Equal(node, Assert.Single(await store.ListNodesAsync(default)).Node);
    }

    [Fact]
    public async Task Nodes_that_died_go_from_the_list_as_others_beat()
    {
        var now = DateTimeOffset.UtcNow;
        var server = await StartServerAsync();
        await using var store = new RedisStore(Node.PatientOptions(server.ConnectionString), null, () => now);
        for (var node = 0; node < 15; node++)
            await store.BeatAsync(NodeId.New(), TimeSpan.FromSeconds(10), default);
        now += TimeSpan.FromMinutes(2);
        for (var beat = 0; beat < 2; beat++)
            await store.BeatAsync(NodeId.New(), TimeSpan.FromSeconds(10), default);

        Assert.Equal(2, (await server.RunAsync("ZCARD", new RedisKeys(Node.Prefix).Nodes!)).Number);
    }
}
