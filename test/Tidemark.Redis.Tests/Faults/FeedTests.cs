using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>The feed, while it is switched on and off under those who have not heard of it, and when what is kept of it is damaged or lost.</summary>
public sealed class FeedTests : FaultTest
{
    private static readonly RedisKeys Keys = new(Node.Prefix);

    private DateTimeOffset? _now;

    public static TheoryData<string> Changes => [.. new Scene(null!).Verbs().Keys.Where(verb => verb.StartsWith("c", StringComparison.Ordinal)
        || verb.StartsWith("end", StringComparison.Ordinal) || verb == "enter a user"), "commit as usual"];

    // A call that is frozen on its way, and arrives once all is marked, is the same: what sent it has not heard.
    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_is_written_by_one_who_has_not_heard_that_somebody_follows_is_told(string verb)
    {
        var server = await StartServerAsync();
        var (late, following) = (NewStore(server), NewStore(server));
        var scene = await new Scene(late).SetAsync();
        var usual = await UsualAsync(late, Scene.NewKey(), null);
        await following.Changes!.BeginAsync(default);
        var before = await ReadAllAsync(following);

        if (verb == "commit as usual")
            await UsualAsync(late, usual.Key, usual);
        else
            await scene.Verbs()[verb]();

        Assert.Single(await ReadAllAsync(following), change => !before.Contains(change));
    }

    [Fact]
    public async Task Who_has_heard_names_the_feed_and_takes_one_trip_until_he_hears_that_nobody_follows_any_more()
    {
        var server = await StartServerAsync();
        var (node, following) = (NewStore(server), NewStore(server));
        var last = await UsualAsync(node, Scene.NewKey(), null);
        var other = await UsualAsync(node, Scene.NewKey(), null);
        for (var warm = 0; warm < 2; warm++)
            last = await UsualAsync(node, last.Key, last);
        Assert.Equal([1], await NamedAsync());

        await following.Changes!.BeginAsync(default);
        Assert.Equal(2, (await NamedAsync())[^1]);
        Assert.Equal([2], await NamedAsync());

        await following.Changes.EndAsync(default);
        Assert.Equal([2], await NamedAsync());
        Assert.Equal([1], await NamedAsync());

        // Each other record still says that it is marked, once.
        (last, other) = (other, last);
        Assert.InRange((await NamedAsync()).Count, 2, 4);
        Assert.Equal([1], await NamedAsync());

        async Task<List<int>> NamedAsync()
        {
            await using var feed = await server.MonitorAsync();
            last = await UsualAsync(node, last.Key, last);
            return [.. (await feed.LinesAsync()).Select(line => line.Split('"', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Contains("EVALSHA")).Select(words => int.Parse(words[5]))];
        }
    }

    [Theory]
    [InlineData("no name", "{0}")]
    [InlineData("no name", "{0}.5")]
    [InlineData("no name", "-7")]
    [InlineData("no name", "inf")]
    [InlineData("no name", "-inf")]
    [InlineData("no name", "4503599627370497")]
    public async Task A_damaged_mark_hides_no_other_from_whoever_follows_in_small_steps(string member, string score)
    {
        var server = await StartServerAsync();
        _now = DateTimeOffset.UtcNow;
        var store = NewStore(server);
        await store.Changes!.BeginAsync(default);
        var keys = new List<StateKey>();
        for (var session = 0; session < 4; session++)
        {
            _now += TimeSpan.FromMinutes(1);
            keys.Add(BesideOf(keys));
            await new Scene(store).CreateAsync(keys[^1], AfterCommit.Release);
            if (session == 1)
                await server.RunAsync("ZADD", Feed(keys), string.Format(null, score, RecordTime.Of(_now.Value) + 1), member);
        }

        var (told, page) = (new List<RecordKey>(), default(FeedPage));
        while (page is null || page.Until < page.State.Last)
        {
            page = await store.Changes.ReadAsync(Bucket(keys), page?.Until ?? ChangeMark.None, 1, default);
            told.AddRange(page.Changes.Select(change => change.Key));
        }

        Assert.Equal(keys.Select(key => RecordKey.Of(key)), told);
    }

    [Fact]
    public async Task What_went_is_forgotten_a_few_at_a_time_by_those_who_let_others_go()
    {
        var server = await StartServerAsync();
        _now = DateTimeOffset.UtcNow;
        var store = NewStore(server);
        await store.Changes!.BeginAsync(default);
        var keys = new List<StateKey>();
        for (var session = 0; session < 9; session++)
        {
            keys.Add(BesideOf(keys));
            await new Scene(store).CreateAsync(keys[^1], AfterCommit.Release, new Lifetime(TimeSpan.FromDays(9), TimeSpan.FromDays(9)));
        }

        foreach (var key in keys[..6])
            await store.EndAsync(key, EndReason.Revoked, default);
        Assert.Equal(3 + 9 + 6, (await server.RunAsync("ZCARD", Feed(keys))).Number);

        _now += IChangeFeed.GoneKept + TimeSpan.FromSeconds(1);
        await store.EndAsync(keys[6], EndReason.Revoked, default);
        Assert.Equal(3 + 5 + 3, (await server.RunAsync("ZCARD", Feed(keys))).Number);
        await store.EndAsync(keys[7], EndReason.Revoked, default);
        Assert.Equal(3 + 3 + 2, (await server.RunAsync("ZCARD", Feed(keys))).Number);
    }

    [Fact]
    public async Task A_session_that_went_by_itself_is_told_once_a_sweep_misses_it()
    {
        var server = await StartServerAsync();
        _now = DateTimeOffset.UtcNow;
        var store = NewStore(server);
        await store.Changes!.BeginAsync(default);
        var key = Scene.NewKey();
        await new Scene(store).CreateAsync(key, AfterCommit.Release);
        var before = Assert.Single(await ReadAllAsync(store));
        await server.RunAsync("DEL", Keys.RecordOnly(RecordKey.Of(key))!);
        _now += TimeSpan.FromDays(2);
        await store.SweepAsync(10, default);

        var after = Assert.Single(await ReadAllAsync(store));
        Assert.Equal(before.Key, after.Key);
        Assert.True(after.Mark > before.Mark);
        _now += TimeSpan.FromDays(2);
        Assert.Empty(await ReadAllAsync(store));
    }

    [Fact]
    public async Task Marks_that_were_lost_are_given_anew_by_whoever_begins_again()
    {
        var server = await StartServerAsync();
        var store = NewStore(server);
        var key = Scene.NewKey();
        await new Scene(store).CreateAsync(key, AfterCommit.Release);
        await store.Changes!.BeginAsync(default);
        var before = Assert.Single(await ReadAllAsync(store));
        await server.RunAsync("DEL", Feed([key]));
        Assert.False((await store.Changes.ReadAsync(Bucket([key]), ChangeMark.None, 1, default)).State.IsOn);

        await store.Changes.BeginAsync(default);

        var after = Assert.Single(await ReadAllAsync(store));
        var state = (await store.Changes.ReadAsync(Bucket([key]), before.Mark, 1, default)).State;
        Assert.True(state.IsOn && state.Horizon > before.Mark, "Whoever has read before learns of the gap.");
        Assert.Equal(before.Key, after.Key);
    }

    [Fact]
    public async Task A_feed_that_is_switched_off_leaves_nothing_that_stays()
    {
        var server = await StartServerAsync();
        var store = NewStore(server);
        await store.Changes!.BeginAsync(default);
        await new Scene(store).CreateAsync(Scene.NewKey(), AfterCommit.Release);
        Assert.NotEmpty(await server.ImmortalAsync());
        await store.Changes.EndAsync(default);
        Assert.Empty(await server.ImmortalAsync());
        foreach (var key in (await server.KeysAsync()).Where(key => key.EndsWith(":f", StringComparison.Ordinal)).Take(5))
            Assert.Equal(2, (await server.RunAsync("ZCARD", key)).Number);
    }

    private RedisStore NewStore(RedisServer server) => Own(new RedisStore(Node.PatientOptions(server.ConnectionString), null, () => _now));

    private static StateKey BesideOf(List<StateKey> others)
    {
        var key = Scene.NewKey();
        return others.Count == 0 ? key : StateKey.FromBytes([.. others[0].Bytes[..2], .. key.Bytes[2..]]);
    }

    private static int Bucket(IReadOnlyList<StateKey> keys) => RedisKeys.BucketOf(RecordKey.Of(keys[0]));

    private static string Feed(IReadOnlyList<StateKey> keys) => Keys.Feed(Bucket(keys))!;

    private static async Task<List<MarkedRecord>> ReadAllAsync(RedisStore store)
    {
        var all = new List<MarkedRecord>();
        foreach (var partition in await store.Changes!.FindChangedAsync(new ChangeMark[store.Changes.Partitions], default))
            all.AddRange((await store.Changes.ReadAsync(partition, ChangeMark.None, 100, default)).Changes);
        return all;
    }

    private static async Task<Done> UsualAsync(RedisStore store, StateKey key, Done? last)
    {
        var request = new CommitRequest(
            key, NodeId.New(), last?.Outcome.Token ?? LeaseToken.None, last?.Outcome.Version ?? StateVersion.None, CommitId.New(),
            [new WholeValue("a", new byte[20])], Scene.Usual, AfterCommit.Keep, "a writer");
        return new Done(key, Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, default)));
    }

    private sealed record Done(StateKey Key, CommitOutcome.Committed Outcome);
}
