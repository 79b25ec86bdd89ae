using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>What is left behind in the end, and what is touched meanwhile.</summary>
public sealed class LeftoverTests : FaultTest
{
    private static readonly Lifetime Short = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

    [Fact]
    public async Task Sessions_users_and_nodes_leave_nothing_behind_but_schemas_and_tombstones_that_go()
    {
        var server = await StartServerAsync();
        await using (var store = new RedisStore(Node.RedisOptions(server.ConnectionString)))
        {
            var scene = await FillAsync(store, 300);
            var node = NewNode(
                server.ConnectionString, tidemark: options => (options.IdleTimeout, options.AbsoluteTimeout) = (Short.Idle, Short.Absolute));
            await NewVisitorsAsync(5, node);
            await AssertOursAsync(server);

            // What was ended stays for its live holder, until that has given it back or has left.
            await scene.LeaveAsync();
            await Patience.UntilAsync("all is swept", async () =>
            {
                var ended = await store.ClaimEndedAsync(100, TimeSpan.FromMinutes(1), default);
                await store.ForgetEndedAsync([.. ended.Select(end => end.Key)], default);
                await store.SweepAsync(500, default);
                return (await server.KeysAsync()).Except(await server.TombstonesAsync()).All(key => IsOfNode(key) || IsSchema(key));
            });

            await node.DisposeAsync();
        }

        // Word for a node that left stays for a while: it may be back.
        Assert.NotEmpty(await server.TombstonesAsync());
        Assert.All(
            (await server.KeysAsync()).Except(await server.TombstonesAsync()),
            key => Assert.True(IsSchema(key) || key.EndsWith(":asks", StringComparison.Ordinal), key));
        Assert.All(await server.ImmortalAsync(), key => Assert.True(IsSchema(key), key));
    }

    [Fact]
    public async Task Without_sweeps_all_goes_by_itself()
    {
        using var clock = await ClockShim.CompileAsync();
        await using var server = await RedisServer.StartAsync(new RedisSettings { Clock = clock });
        await using (var store = new RedisStore(Node.RedisOptions(server.ConnectionString)))
            await FillAsync(store, 100);
        await AssertOursAsync(server);
        clock.Offset = TimeSpan.FromDays(370);
        await Patience.UntilAsync("only schemas are left", async () => (await server.KeysAsync()).All(IsSchema));
        Assert.NotEmpty(await server.KeysAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scripts_touch_no_key_but_those_they_were_given_and_search_nothing(bool isFollowed)
    {
        var server = await StartServerAsync();
        var store = Own(new RedisStore(Node.PatientOptions(server.ConnectionString)));
        await using var feed = await server.MonitorAsync();
        if (isFollowed)
            await store.Changes!.BeginAsync(default);
        foreach (var verb in new Scene(store).Verbs().Keys)
            await (await new Scene(store).SetAsync()).Verbs()[verb]();
        await FillAsync(store, 20);
        await store.SweepAsync(10, default);
        await store.ClaimEndedAsync(10, TimeSpan.FromMinutes(1), default);
        if (isFollowed)
        {
            foreach (var partition in await store.Changes!.FindChangedAsync(new ChangeMark[store.Changes.Partitions], default))
                await store.Changes.ReadAsync(partition, ChangeMark.None, 10, default);
            await store.Changes.EndAsync(default);
        }

        HashSet<string> given = [];
        var commands = 0;
        foreach (var line in await feed.LinesAsync())
        {
            var (isScript, words) = Read(line);
            if (words is ["EVALSHA" or "EVAL", _, var count, .. var rest])
                given = [.. rest.Take(int.Parse(count))];
            if (!isScript)
                continue;
            commands++;
            Assert.DoesNotContain(words[0], (string[])["KEYS", "SCAN", "HSCAN", "SSCAN", "ZSCAN", "SMEMBERS", "ZRANGE", "SORT"]);
            if (words[0] == "ZRANGEBYSCORE")
                Assert.Contains("LIMIT", words);
            if (words[0] is not ("TIME" or "PUBLISH" or "INFO" or "CLUSTER"))
                Assert.True(given.Contains(words[1]), $"A script touched a key that it was not given: {string.Join(' ', words)}");
        }

        Assert.True(commands > 200, $"Only {commands} commands of scripts were seen.");
    }

    private static async Task<Scene> FillAsync(RedisStore store, int sessions)
    {
        var scene = await new Scene(store).SetAsync(Short);
        foreach (var number in Enumerable.Range(0, sessions))
        {
            var (key, user) = (Scene.NewKey(), UserKey.From(Node.Application, $"user{number % 30}"));
            await store.EnterUserAsync(user, key, Short, default);
            await scene.CreateAsync(key, number % 4 == 0 ? AfterCommit.Keep : AfterCommit.Release, Short, user, tells: number % 3 == 0);
            if (number % 10 == 0)
                await store.AcquireAsync(new AcquireRequest(key, scene.There, StateVersion.None, "a waiter"), default);
            if (number % 7 == 0)
                await store.EndAsync(key, EndReason.Revoked, default);
        }

        await store.PublishSchemaAsync(7, new byte[] { 1 }, default);
        return scene;
    }

    private static async Task AssertOursAsync(RedisServer server)
    {
        Assert.All(await server.KeysAsync(), key => Assert.StartsWith($"{Node.Prefix}:", key, StringComparison.Ordinal));
        Assert.All(await server.ImmortalAsync(), key => Assert.True(IsSchema(key), key));
    }

    // 1700000000.123456 [0 127.0.0.1:34567] "GET" "key", or [0 lua].
    private static (bool IsScript, string[] Words) Read(string line)
    {
        var words = line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..].Trim()[1..^1].Split("\" \"");
        return (line.Contains("[0 lua]", StringComparison.Ordinal), [words[0].ToUpperInvariant(), .. words[1..]]);
    }

    private static bool IsSchema(string key) => key.StartsWith($"{Node.Prefix}:schema:", StringComparison.Ordinal);

    private static bool IsOfNode(string key) =>
        key.StartsWith($"{Node.Prefix}:{{node:", StringComparison.Ordinal) || key == new RedisKeys(Node.Prefix).Nodes;
}
