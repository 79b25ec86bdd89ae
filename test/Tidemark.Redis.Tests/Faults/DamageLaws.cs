using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>
/// Whatever one field of one session holds: every verb answers soon, as usual or that this record is damaged; the session can be ended; the server and all
/// other sessions are well.
/// </summary>
public sealed class DamageLaws : FaultTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly UserKey User = UserKey.From(Node.Application, "alice");

    [Fact]
    public async Task A_damaged_field_costs_its_own_session_only()
    {
        var seed = Random.Shared.Next();
        Say($"Seed {seed}");
        var random = new Random(seed);
        var server = await StartServerAsync();
        using var connection = await server.OpenAsync();
        var store = Own(new RedisStore(Node.RedisOptions(server.ConnectionString)));
        var scene = await new Scene(store).SetAsync();
        for (var run = 0; run < 300; run++)
        {
            var session = await DrawAsync(store, scene, random);
            var key = new RedisKeys(Node.Prefix).Session(session.Key).Session.ToString();
            var fields = await Damage.FieldsAsync(connection, key);
            var damage = run == 0 ? Damage.OfManyPatches(fields, "u") : Damage.Draw(random, fields);
            await damage.ApplyAsync(connection, key);

            // With or without the mark of the feed.
            var isNewer = damage is { Field: "record", Bytes: [> 4 and < 16 or > 132 and < 144, ..] };
            var isForeign = damage is { Field: "record", Bytes: null };
            var what = $"Seed {seed}, run {run}, {damage}";

            var verbs = Verbs(store, scene, session);
            foreach (var (verb, act) in verbs.OrderBy(_ => random.Next()).ToArray())
                await AnswersAsync($"{what}: {verb}", act);
            Assert.True(await server.IsAnsweringAsync(Soon), what);
            if (!isNewer && !isForeign)
            {
                await store.EndAsync(session.Key, EndReason.Revoked, default).AsTask().WaitAsync(Soon);
                Assert.IsType<ReadOutcome.Missing>(await store.ReadAsync(session.Key, default, default));
            }

            Assert.Equal(2, Assert.IsType<CommitOutcome.Committed>(await ChangeAnotherAsync(store, scene)).Version.Number);
            await connection.RunAsync("DEL", key);
        }
    }

    [Fact]
    public async Task A_count_that_nobody_can_have_stored_keeps_no_server_busy()
    {
        var server = await StartServerAsync();
        using var connection = await server.OpenAsync();
        var store = Own(new RedisStore(Node.RedisOptions(server.ConnectionString)));
        var scene = await new Scene(store).SetAsync();
        foreach (var verb in Verbs(store, scene, default).Keys)
        {
            var session = await DrawAsync(store, scene, new Random(0));
            var key = new RedisKeys(Node.Prefix).Session(session.Key).Session.ToString();
            await Damage.OfManyPatches(await Damage.FieldsAsync(connection, key), "u").ApplyAsync(connection, key);
            await AnswersAsync(verb, Verbs(store, scene, session)[verb]);
            Assert.True(await server.IsAnsweringAsync(Soon), verb);
        }
    }

    [Theory]
    [InlineData("since", "noise")]
    [InlineData("until", "99999999999999999999")]
    [InlineData("until", "-1")]
    [InlineData("doubted", "nan")]
    [InlineData("epoch", "")]
    public async Task A_node_whose_life_is_damaged_beats_on(string field, string value)
    {
        var server = await StartServerAsync();
        var store = Own(new RedisStore(Node.RedisOptions(server.ConnectionString)));
        var scene = await new Scene(store).SetAsync();
        await server.RunAsync("HSET", new RedisKeys(Node.Prefix).Node(scene.Here)[0].ToString(), field, value);
        await store.AcquireAsync(new AcquireRequest(scene.Held, scene.There, default, "a waiter"), default);
        var beat = await store.BeatAsync(scene.Here, TimeSpan.FromMinutes(1), default);
        Assert.InRange(beat.Since, DateTimeOffset.UtcNow - TimeSpan.FromHours(1), DateTimeOffset.UtcNow + TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData("noise")]
    [InlineData("nothing")]
    [InlineData("cut")]
    [InlineData("last place")]
    [InlineData("place")]
    [InlineData("times")]
    public async Task A_damaged_list_of_a_user_keeps_nobody_from_signing_in(string what)
    {
        var server = await StartServerAsync();
        using var connection = await server.OpenAsync();
        var store = Own(new RedisStore(Node.RedisOptions(server.ConnectionString)));
        var (first, next, moved) = (Scene.NewKey(), Scene.NewKey(), Scene.NewKey());
        await store.EnterUserAsync(User, first, Scene.Usual, default);
        var list = new RedisKeys(Node.Prefix).User(User).ToString();
        var bytes = (await connection.RunAsync("HGET", list, "record")).Bytes;
        await new Damage("record", Spoil(bytes, what), what).ApplyAsync(connection, list);

        Assert.Contains(await store.EnterUserAsync(User, first, Scene.Usual, default), entry => entry.Session == first);
        var entries = await store.EnterUserAsync(User, next, Scene.Usual, default);
        Assert.Equal([first, next], entries.Select(entry => entry.Session));
        await store.MoveUserAsync(User, first, moved, Scene.Usual, default);
        Assert.Contains(await store.ListUserAsync(User, default), entry => entry.Session == moved);
    }

    [Fact]
    public async Task A_value_that_nobody_can_have_stored_is_an_error_of_its_attribute_and_is_not_read()
    {
        var server = await StartServerAsync();
        var store = Own(new RedisStore(Node.RedisOptions(server.ConnectionString)));
        var scene = await new Scene(store).SetAsync();
        var key = new RedisKeys(Node.Prefix).Session(scene.Free).Session.ToString();
        await server.RunAsync("EVAL", "local x = string.rep('x', 1024) for _ = 1, 15 do x = x .. x end return redis.call('HSET', KEYS[1], 'b:a', x)", "1", key);

        var read = Assert.IsType<ReadOutcome.Found>(await store.ReadAsync(scene.Free, default, default)).State;
        var granted = Assert.IsType<AcquireOutcome.Granted>(
            await store.AcquireAsync(new AcquireRequest(scene.Free, scene.There, default, "a reader"), default));
        foreach (var state in new[] { read, granted.State })
        {
            var spoilt = Assert.Single(state.Changed, attribute => attribute.Name == "a");
            Assert.Null(spoilt.Base);
            Assert.Contains("33554432 bytes", spoilt.Fault);
            Assert.Equal(10, Assert.Single(state.Changed, attribute => attribute.Name == "b").Base!.Bytes.Length);
        }

        var replaced = await store.CommitAsync(
            new CommitRequest(
                scene.Free, scene.There, granted.Token, granted.State.Version, CommitId.New(), [new WholeValue("a", new byte[] { 1 })], Scene.Usual,
                AfterCommit.Keep, "a writer"),
            default);
        Assert.IsType<CommitOutcome.Committed>(replaced);
        Assert.Null(Assert.IsType<ReadOutcome.Found>(await store.ReadAsync(scene.Free, default, default)).State.Changed[0].Fault);
    }

    [Fact]
    public async Task A_schema_that_nobody_can_have_published_is_none()
    {
        var server = await StartServerAsync();
        var store = Own(new RedisStore(Node.RedisOptions(server.ConnectionString)));
        await server.RunAsync("SETRANGE", new RedisKeys(Node.Prefix).Schema(7).ToString(), $"{IPrimaryStore.MaxSchemaBytes}", "x");
        Assert.Null(await store.ReadSchemaAsync(7, default));
    }

    [Fact]
    public async Task What_could_not_be_read_again_is_not_written()
    {
        var server = await StartServerAsync();
        var options = Node.RedisOptions(server.ConnectionString);
        options.MaxValueBytes = 1000;
        var store = Own(new RedisStore(options));
        var request = new CommitRequest(
            Scene.NewKey(), NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(), [new WholeValue("a", new byte[1001])], Scene.Usual,
            AfterCommit.Release, "a creator");
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.CommitAsync(request, default));
        Assert.Contains("MaxValueBytes", refused.Message);
        Assert.IsType<ReadOutcome.Missing>(await store.ReadAsync(request.Key, default, default));
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request with { Differences = [new WholeValue("a", new byte[1000])] }, default));
    }

    // After its form and its tag a list has the last place, two times, and its entries.
    private static byte[] Spoil(byte[] list, string what)
    {
        switch (what)
        {
            case "noise":
                return "noise"u8.ToArray();
            case "nothing":
                return [];
            case "cut":
                return list[..50];
            case "last place":
                list.AsSpan(9, 8).Fill(0xff);
                break;
            case "times":
                list.AsSpan(17, 16).Fill(0xff);
                break;
            default:
                list.AsSpan(33 + StateKey.Size, 8).Fill(0x7f);
                break;
        }

        return list;
    }

    // One that is held or not, waited for or not, a user's or not, of which two attributes have patches.
    private static async Task<(StateKey Key, LeaseToken Token, StateVersion Version)> DrawAsync(RedisStore store, Scene scene, Random random)
    {
        var key = Scene.NewKey();
        var (token, version) = (LeaseToken.None, StateVersion.None);
        async Task CommitAsync(AfterCommit then, params Difference[] differences)
        {
            var request = new CommitRequest(key, scene.Here, token, version, CommitId.New(), differences, Scene.Usual, then, "a writer")
            {
                User = random.Next(2) == 0 ? User : UserKey.None,
                TellsEnd = random.Next(3) == 0,
            };
            var committed = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, default));
            (token, version) = (committed.Token, committed.Version);
        }

        await CommitAsync(AfterCommit.Keep, new WholeValue("u", new byte[100]), new WholeValue("w", new byte[10]));
        await CommitAsync(AfterCommit.Keep, new PatchedValue("u", new byte[20], new StateVersion(1), 100, 100));
        await CommitAsync(AfterCommit.Keep, new PatchedValue("u", new byte[20], new StateVersion(2), 100, 101), new WholeValue("v", new byte[5]));
        var isHeld = random.Next(3) > 0;
        if (isHeld && random.Next(2) == 0)
            await store.AcquireAsync(new AcquireRequest(key, scene.There, default, "a waiter"), default);
        if (!isHeld)
            await store.ReleaseAsync(key, token, TimeSpan.Zero, default);
        return (key, token, version);
    }

    private static Dictionary<string, Func<Task>> Verbs(RedisStore store, Scene scene, (StateKey Key, LeaseToken Token, StateVersion Version) session)
    {
        var (key, token, version) = session;
        CommitRequest Commit(AfterCommit then, params Difference[] differences) =>
            new(key, scene.Here, token, version, CommitId.New(), differences, Scene.Usual, then, "a writer");
        return new()
        {
            ["acquire knowing nothing"] = () => store.AcquireAsync(new AcquireRequest(key, scene.Here, default, "x"), default).AsTask(),
            ["acquire knowing some"] = () => store.AcquireAsync(new AcquireRequest(key, scene.Here, new StateVersion(1), "x"), default).AsTask(),
            ["acquire knowing all"] = () => store.AcquireAsync(new AcquireRequest(key, scene.There, version, "x"), default).AsTask(),
            ["commit a patch"] = () => store.CommitAsync(
                Commit(AfterCommit.Keep, new PatchedValue("u", new byte[3], version, 101, 101)), default).AsTask(),
            ["commit a value"] = () => store.CommitAsync(Commit(AfterCommit.Keep, new WholeValue("u", new byte[3]), new Removal("w")), default).AsTask(),
            ["commit and release"] = () => store.CommitAsync(Commit(AfterCommit.Release), default).AsTask(),
            ["commit the end"] = () => store.CommitAsync(Commit(AfterCommit.End), default).AsTask(),
            ["read"] = () => store.ReadAsync(key, default, default).AsTask(),
            ["read what is newer"] = () => store.ReadAsync(key, new StateVersion(2), default).AsTask(),
            ["release"] = () => store.ReleaseAsync(key, token, TimeSpan.Zero, default).AsTask(),
            ["touch"] = () => store.TouchAsync([new SessionUse(key, TimeSpan.Zero), new SessionUse(scene.Free, TimeSpan.Zero)], default).AsTask(),
            ["beat"] = () => store.BeatAsync(scene.Here, TimeSpan.FromHours(1), default).AsTask(),
            ["sweep"] = () => store.SweepAsync(100, default).AsTask(),
            ["claim"] = () => store.ClaimEndedAsync(100, TimeSpan.FromMinutes(1), default).AsTask(),
            ["forget"] = () => store.ForgetEndedAsync([key], default).AsTask(),
        };
    }

    private static async Task AnswersAsync(string what, Func<Task> verb)
    {
        try
        {
            await verb().WaitAsync(Soon);
        }
        catch (UnreadableStateException damaged)
        {
            Assert.DoesNotContain("see the inner exception", damaged.Message);
        }
        catch (Exception other)
        {
            Assert.Fail($"{what}: {other}");
        }
    }

    private static async Task<CommitOutcome> ChangeAnotherAsync(RedisStore store, Scene scene)
    {
        var another = Scene.NewKey();
        var created = await scene.CreateAsync(another, AfterCommit.Keep);
        return await store.CommitAsync(
            new CommitRequest(
                another, scene.Here, created.Token, created.Version, CommitId.New(), [new WholeValue("a", new byte[9])], Scene.Usual, AfterCommit.Release, "other"),
            default).AsTask().WaitAsync(Soon);
    }
}
