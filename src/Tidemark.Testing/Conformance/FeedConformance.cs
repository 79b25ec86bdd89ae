using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>The feed of changes: whoever follows it has in the end what the store has.</summary>
public abstract class FeedConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    private const int Writers = 4;
    private const int ChangesPerWriter = 40;

    private static Lifetime Long { get; } = new(TimeSpan.FromDays(9), TimeSpan.FromDays(9));

    private IChangeFeed Feed => Assert.IsAssignableFrom<IChangeFeed>(Store.Changes);

    [Fact]
    public async Task Nobody_is_told_of_a_change_before_the_feed_is_on_or_after_it_was_switched_off()
    {
        var follower = new FeedReader(Feed, 10);
        await CreateAsync(NewKey());
        Assert.Empty(await follower.ReadAsync());
        Assert.False(follower.State.IsOn);
        await BeginAsync();
        Assert.Single(await follower.ReadAsync());
        Assert.True(follower.State.IsOn);
        await Feed.EndAsync(default);
        await CreateAsync(NewKey());
        Assert.Empty(await follower.ReadAsync());
        Assert.False(follower.State.IsOn);
    }

    [Fact]
    public async Task Every_record_that_there_is_when_the_feed_is_switched_on_is_told()
    {
        var user = UserKey.From("conformance", "ada");
        var expected = new HashSet<RecordKey> { RecordKey.Of(user) };
        for (var session = 0; session < 450; session++)
        {
            var key = NewKey();
            expected.Add(RecordKey.Of(key));
            await CreateAsync(key);
            if (session % 50 == 0)
                await EnterAsync(user, key);
        }

        await BeginAsync();

        var follower = new FeedReader(Feed, 100);
        var told = await follower.ReadAsync();
        Assert.Equal(expected.Count, told.Count);
        Assert.Equal(expected, told.Select(change => change.Key).ToHashSet());
        await BeginAsync();
        Assert.Empty(await follower.ReadAsync());
    }

    [Fact]
    public async Task A_record_that_changed_often_is_told_once_at_the_place_of_its_last_change()
    {
        await BeginAsync();
        var random = new Random(5);
        var sessions = new Dictionary<StateKey, CommitOutcome.Committed>();
        var follower = new FeedReader(Feed, 4);
        for (var session = 0; session < 12; session++)
        {
            var key = NewKey();
            sessions[key] = await CreateAsync(key, Whole("a", 1));
        }

        await follower.ReadAsync();
        var order = new List<RecordKey>();
        for (var change = 0; change < 60; change++)
        {
            var key = sessions.Keys.ElementAt(random.Next(8));
            sessions[key] = Committed(await SendAsync(Change(key, sessions[key], Whole("a", (byte)change))));
            order.Remove(RecordKey.Of(key));
            order.Add(RecordKey.Of(key));
        }

        var told = await follower.ReadAsync();
        foreach (var partition in told.GroupBy(change => change.Partition))
        {
            var keys = partition.Select(change => change.Key).ToList();
            Assert.Equal(order.Where(keys.Contains), keys);
        }

        Assert.Equal(order.Count, told.Count);
        Assert.Empty(await follower.ReadAsync());
    }

    [Fact]
    public async Task Leases_and_use_are_no_news()
    {
        await BeginAsync();
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        var follower = new FeedReader(Feed, 10);
        await follower.ReadAsync();

        await AssertHeldAsync(Here, key, There);
        await ReleaseAsync(key, created.Token);
        var granted = await GrantAsync(key, There);
        await ReleaseAsync(key, granted.Token);
        await TouchAsync(key);

        Assert.Empty(await follower.ReadAsync());
    }

    [Fact]
    public async Task Ends_whoever_they_come_from_are_told_and_a_list_of_a_user_that_became_another()
    {
        await BeginAsync();
        var user = UserKey.From("conformance", "ada");
        var follower = new FeedReader(Feed, 10);
        var (ended, left, idle, held) = (NewKey(), NewKey(), NewKey(), NewKey());
        await CreateAsync(ended, AfterCommit.Release, Usual);
        await CreateAsync(idle, AfterCommit.Release, Usual);
        await EnterAsync(user, left);
        await CreateAsync(held);
        await follower.ReadAsync();

        await EndAsync(ended);
        await EndAsync(held);
        Assert.Equal(new HashSet<RecordKey> { RecordKey.Of(ended), RecordKey.Of(held) }, (await follower.ReadAsync()).Select(change => change.Key).ToHashSet());
        await Store.LeaveUserAsync(user, left, default);
        Assert.Equal(RecordKey.Of(user), Assert.Single(await follower.ReadAsync()).Key);
        Time.Advance(Usual.Idle + TimeSpan.FromHours(1));
        await SweepAsync();
        Assert.Contains(RecordKey.Of(idle), (await follower.ReadAsync()).Select(change => change.Key));
        await AssertMissingAsync(idle);
    }

    [Fact]
    public async Task That_records_went_is_remembered_for_a_day_and_then_the_horizon_says_what_may_have_been_missed()
    {
        await BeginAsync();
        var (user, ended, kept) = (UserKey.From("conformance", "ada"), NewKey(), NewKey());
        foreach (var key in new[] { kept, ended })
            await CreateAsync(key, AfterCommit.Release, Long);
        await EnterAsync(user, ended);

        // The list is gone at once, and changed after the session, of which something is left for minutes.
        Time.Advance(TimeSpan.FromMinutes(1));
        await EndAsync(ended);
        await Store.LeaveUserAsync(user, ended, default);
        await SweepAllAsync(IChangeFeed.GoneKept - Tick);
        var told = (await new FeedReader(Feed, 10).ReadAsync()).ToDictionary(change => change.Key);
        Assert.Equal(new HashSet<RecordKey> { RecordKey.Of(user), RecordKey.Of(ended), RecordKey.Of(kept) }, told.Keys.ToHashSet());
        Assert.All(told.Values, change => Assert.True(change.State.Horizon < change.Mark));

        await SweepAllAsync(Tick);
        Assert.DoesNotContain(RecordKey.Of(ended), await ToldAsync());
        await SweepAllAsync(TimeSpan.FromMinutes(1));
        Assert.Equal([RecordKey.Of(kept)], await ToldAsync());
        foreach (var gone in told.Values.Where(change => change.Key != RecordKey.Of(kept)).GroupBy(change => change.Partition))
            Assert.Equal(gone.Max(change => change.Mark), (await Feed.ReadAsync(gone.Key, ChangeMark.None, 0, default)).State.Horizon);
    }

    [Fact]
    public async Task A_record_that_went_and_came_again_is_told_once_and_is_not_forgotten_with_what_went()
    {
        await BeginAsync();
        var (user, session) = (UserKey.From("conformance", "ada"), NewKey());
        await CreateAsync(session, AfterCommit.Release, Long);
        await EnterAsync(user, session);
        await Store.LeaveUserAsync(user, session, default);
        await EnterAsync(user, session);

        for (var day = 0; day < 2; day++, await SweepAllAsync(IChangeFeed.GoneKept))
            Assert.Equal([RecordKey.Of(session), RecordKey.Of(user)], (await ToldAsync()).OrderBy(key => key.Kind));
    }

    [Fact]
    public async Task A_feed_that_is_switched_on_again_tells_everything_anew_and_owns_up_to_the_gap()
    {
        await BeginAsync();
        var (kept, gone, goneBefore) = (NewKey(), NewKey(), NewKey());
        foreach (var key in new[] { kept, gone, goneBefore })
            await CreateAsync(key, AfterCommit.Release, Long);
        await EndAsync(goneBefore);
        await SweepAllAsync(TimeSpan.FromMinutes(10));
        var follower = new FeedReader(Feed, 10);
        var before = (await follower.ReadAsync()).ToDictionary(change => change.Key);

        await Feed.EndAsync(default);
        await EndAsync(gone);
        await SweepAllAsync(TimeSpan.FromMinutes(10));
        await BeginAsync();

        Assert.True(Assert.Single(await follower.ReadAsync()).Mark > before[RecordKey.Of(kept)].Mark);
        for (var day = 0; day < 2; day++, await SweepAllAsync(IChangeFeed.GoneKept))
            Assert.Equal([RecordKey.Of(kept)], await ToldAsync());
        foreach (var change in before.Values)
            Assert.True((await Feed.ReadAsync(change.Partition, ChangeMark.None, 0, default)).State.Horizon >= change.Mark);
    }

    [Fact]
    public async Task Where_something_changed_is_found_without_reading_all()
    {
        await BeginAsync();
        var sessions = new Dictionary<StateKey, CommitOutcome.Committed>();
        for (var session = 0; session < 20; session++)
        {
            var key = NewKey();
            sessions[key] = await CreateAsync(key, Whole("a", 1));
        }

        var follower = new FeedReader(Feed, 3);
        var partitions = (await follower.ReadAsync()).ToDictionary(told => told.Key, told => told.Partition);
        Assert.Empty(await Feed.FindChangedAsync(follower.Read, default));
        var expected = new HashSet<int>();
        foreach (var (key, last) in sessions.Take(4))
        {
            await SendAsync(Change(key, last, Whole("a", 2)));
            expected.Add(partitions[RecordKey.Of(key)]);
        }

        Assert.Equal(expected, (await Feed.FindChangedAsync(follower.Read, default)).ToHashSet());
        await follower.ReadAsync();
        Assert.Empty(await Feed.FindChangedAsync(follower.Read, default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Feed.FindChangedAsync(new ChangeMark[Feed.Partitions + 1], default));
    }

    [Fact]
    public async Task There_are_no_other_partitions_and_no_fewer_than_no_changes()
    {
        foreach (var partition in new[] { -1, Feed.Partitions })
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Feed.ReadAsync(partition, ChangeMark.None, 1, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Feed.ReadAsync(0, ChangeMark.None, -1, default));
    }

    [Fact]
    public async Task Switched_on_while_others_write_it_misses_nothing()
    {
        var keys = new StateKey[Writers * 10];
        for (var session = 0; session < keys.Length; session++)
            await CreateAsync(keys[session] = NewKey(), AfterCommit.Release, Usual, Whole("a", 0));
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer, keys))));

        await BeginAsync();
        var (follower, replica) = (new FeedReader(Feed, 7), new Dictionary<StateKey, StateVersion?>());
        while (!writing.IsCompleted)
            await FollowAsync(follower, replica);
        await writing;
        await FollowAsync(follower, replica);

        foreach (var key in keys)
            Assert.Equal((await Store.ReadHeadAsync(key, default))?.Version, replica.GetValueOrDefault(key));
    }

    // Each writer has sessions of its own.
    private async Task WriteAsync(int writer, StateKey[] keys)
    {
        var random = new Random(writer);
        for (var change = 0; change < ChangesPerWriter; change++)
        {
            var key = keys[(writer * 10) + random.Next(10)];
            if (random.Next(20) == 0)
            {
                await EndAsync(key);
                continue;
            }

            if (await AcquireAsync(key, Here) is AcquireOutcome.Granted granted)
                Committed(await SendAsync(Change(key, granted.Token, granted.State.Version, Whole("a", (byte)change)) with { Then = AfterCommit.Release }));
        }
    }

    private async Task FollowAsync(FeedReader follower, Dictionary<StateKey, StateVersion?> replica)
    {
        foreach (var change in await follower.ReadAsync())
        {
            if (change.Key.Kind == RecordKind.Session)
                replica[StateKey.FromBytes(change.Key.Bytes)] = (await Store.ReadHeadAsync(StateKey.FromBytes(change.Key.Bytes), default))?.Version;
        }
    }

    // To somebody who follows from the beginning.
    private async Task<IEnumerable<RecordKey>> ToldAsync() => (await new FeedReader(Feed, 10).ReadAsync()).Select(change => change.Key);

    private async Task BeginAsync() => await Feed.BeginAsync(default);

    // Some stores do a part of it with each sweep.
    private async Task SweepAllAsync(TimeSpan later)
    {
        Time.Advance(later);
        for (var sweep = 0; sweep < 20; sweep++)
            await SweepAsync();
    }
}
