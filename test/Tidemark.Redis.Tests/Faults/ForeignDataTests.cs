using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Keys under our prefix that hold what somebody else wrote, or a version to come.</summary>
public sealed class ForeignDataTests : FaultTest
{
    private const string Remedy = "Remove it, or choose another RedisStoreOptions.KeyPrefix";

    [Theory]
    [InlineData("SET", "something")]
    [InlineData("RPUSH", "one two")]
    [InlineData("HSET", "name Alice")]
    [InlineData("HSET", "record x")]
    public async Task What_is_not_ours_is_an_error_that_explains_and_stays_as_it_is(string command, string arguments)
    {
        var server = await StartServerAsync();
        void Hasty(TidemarkOptions options) => options.StoreTimeout = TimeSpan.FromSeconds(1);
        var (a, b) = (NewNode(server.ConnectionString, tidemark: Hasty), NewNode(server.ConnectionString, tidemark: Hasty));
        var visitor = await NewVisitorAsync(a);
        var key = KeyOf(visitor);
        await server.RunAsync("DEL", key);
        await server.RunAsync([command, key, .. arguments.Split(' ')]);
        var before = (await server.DumpAsync())[key];

        foreach (var told in await Task.WhenAll(visitor.WriteAsync(a), visitor.WriteAsync(b)))
        {
            Assert.NotEqual(Fate.Acknowledged, told.Fate);
            Assert.Contains(arguments.StartsWith("record", StringComparison.Ordinal) ? "this record is damaged" : Remedy, told.Error!.Message);
        }

        Assert.Equal(before, (await server.DumpAsync())[key]);
        Visitor.Ok(await (await NewVisitorAsync(a)).WriteAsync(b));
        await server.RunAsync("DEL", key);
        Assert.True((await visitor.WriteAsync(b)).IsMissing);
        await Patience.UntilAsync("the holder has learnt it too", async () => (await visitor.WriteAsync(a)).IsMissing);
    }

    [Fact]
    public async Task A_session_of_a_newer_version_is_left_as_it_is()
    {
        var server = await StartServerAsync();
        var (a, b) = (NewNode(server.ConnectionString), NewNode(server.ConnectionString));
        var visitor = await NewVisitorAsync(a);
        await SetVersionAsync(server, KeyOf(visitor), 5);
        var before = (await server.DumpAsync())[KeyOf(visitor)];
        var told = await visitor.WriteAsync(b);
        Say(told.Words);
        Assert.Contains("a newer version of Tidemark", told.Error!.Message);
        Assert.Contains("Update this application", told.Error.Message);
        Assert.Equal(before, (await server.DumpAsync())[KeyOf(visitor)]);

        await SetVersionAsync(server, KeyOf(visitor), 2);
        await visitor.ComesThroughAsync(b);
        await visitor.CheckAsync(a);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_no_repeat_can_cure_is_not_repeated_and_fills_no_log(bool isNewer)
    {
        const int Requests = 3;

        // By hash, by text where the server does not know it yet, and once more by the way for what is unusual.
        const int MostCalls = 5;
        var server = await StartServerAsync();
        var (a, b) = (NewNode(server.ConnectionString), NewNode(server.ConnectionString));
        var visitor = await NewVisitorAsync(a);
        if (isNewer)
        {
            await SetVersionAsync(server, KeyOf(visitor), 5);
        }
        else
        {
            await server.RunAsync("DEL", KeyOf(visitor));
            await server.RunAsync("HSET", KeyOf(visitor), "name", "Alice");
        }

        await using var feed = await server.MonitorAsync();
        for (var request = 0; request < Requests; request++)
            Assert.False((await visitor.WriteAsync(b)).IsOk);
        Assert.InRange((await feed.LinesAsync()).Count(line => line.Contains(KeyOf(visitor), StringComparison.Ordinal)), 1, Requests * MostCalls);
        Assert.InRange(Log.Lines.Count(line => line.Level >= LogLevel.Warning), 0, 1);
    }

    [Fact]
    public async Task Sweeps_and_claims_pass_over_what_is_not_ours_and_do_the_rest()
    {
        var server = await StartServerAsync();
        var now = TimeProvider.System.GetUtcNow();
        var store = Own(new RedisStore(Node.RedisOptions(server.ConnectionString), new Logger<RedisStore>(NewLoggers()), () => now));
        var (scene, keys) = (new Scene(store), new RedisKeys(Node.Prefix));

        // All in one bucket, beside one another in the index.
        StateKey[] sessions = [.. Enumerable.Range(0, 6).Select(number => StateKey.FromBytes([7, 7, (byte)number, .. new byte[StateKey.Size - 3]]))];
        foreach (var session in sessions)
            await scene.CreateAsync(session, AfterCommit.Release, tells: session == sessions[5]);
        var (index, foreign) = (keys.Session(sessions[0]).Index.ToString(), keys.Session(sessions[2]).Session.ToString());
        await server.RunAsync("ZADD", index, "0", "not a name of ours");
        await server.RunAsync("DEL", foreign);
        await server.RunAsync("SET", foreign, "somebody else's");
        await server.RunAsync("SET", keys.Index(3).ToString(), "somebody else's");
        now += Scene.Usual.Idle * 2;

        Assert.Equal(sessions[5], Assert.Single(await store.ClaimEndedAsync(10, TimeSpan.FromMinutes(1), default)).Key);
        await store.ForgetEndedAsync([sessions[5]], default);
        Assert.Equal(4, await store.SweepAsync(10, default));
        Assert.Equal(0, await store.SweepAsync(10, default));
        Assert.Equal(new[] { index, foreign, keys.Index(3).ToString() }.Order(StringComparer.Ordinal), await server.KeysAsync());
        Assert.Equal(["not a name of ours", RedisKeys.NameOf(sessions[2].Bytes)], (await server.RunAsync("ZRANGE", index, "0", "-1")).Texts);
        Assert.Contains(Log.Lines, line => line.Text.Contains(Remedy, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_that_is_overwritten_while_it_is_held_and_wanted_is_not_the_death_of_its_holder()
    {
        var server = await StartServerAsync();
        var (a, b) = (NewNode(server.ConnectionString), NewNode(server.ConnectionString));
        var (spoilt, well) = (await NewVisitorAsync(a), await NewVisitorAsync(a));
        var asks = new RedisKeys(Node.Prefix).Node(a.Sessions.Node)[1].ToString();
        Task<Told> waiting = null!;
        var told = await spoilt.WriteAsync(a, inside: async () =>
        {
            waiting = spoilt.WriteAsync(b);
            await Patience.UntilAsync("the holder is asked", async () => (await server.RunAsync("SCARD", asks)).Number == 1);
            await server.RunAsync("DEL", KeyOf(spoilt));
            await server.RunAsync("SET", KeyOf(spoilt), "somebody else's");
            await server.RunAsync("SADD", asks, "not a name of ours");
            var began = Stopwatch.GetTimestamp();
            await Patience.UntilAsync("the node would be dead by now", async () =>
            {
                Visitor.Ok(await well.WriteAsync(a));
                return Stopwatch.GetElapsedTime(began) > Node.Lease * 1.5;
            });
        });
        Assert.False(told.IsOk);
        Assert.Contains(Remedy, (await waiting).Error!.Message);
        await well.CheckAsync(b);
    }

    [Fact]
    public async Task What_somebody_else_wrote_into_a_user_s_list_is_passed_over()
    {
        var server = await StartServerAsync();
        var store = Own(new RedisStore(Node.RedisOptions(server.ConnectionString)));
        var (user, session) = (UserKey.From(Node.Application, "alice"), Scene.NewKey());
        await store.EnterUserAsync(user, session, Scene.Usual, default);
        await server.RunAsync("HSET", new RedisKeys(Node.Prefix).User(user).ToString(), "name", "Alice", RedisKeys.NameOf(Scene.NewKey().Bytes), "x");
        Assert.Equal(session, Assert.Single(await store.ListUserAsync(user, default)).Session);
    }

    // The first byte of a record says in which form it is.
    private static async Task SetVersionAsync(RedisServer server, string key, byte version)
    {
        using var connection = await server.OpenAsync();
        var record = (await connection.RunAsync("HGET", key, "record")).Bytes;
        record[0] = version;
        await connection.RunAsync(["HSET"u8.ToArray(), Encoding.UTF8.GetBytes(key), "record"u8.ToArray(), record], CancellationToken.None);
    }

    private static string KeyOf(Visitor visitor) => new RedisKeys(Node.Prefix).Session(StateKey.From(Node.Application, visitor.Id)).Session.ToString();
}
