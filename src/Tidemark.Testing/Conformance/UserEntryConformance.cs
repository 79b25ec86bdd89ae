using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>That the entry of a user goes with its session, at once or soon after, and no other does.</summary>
public abstract class UserEntryConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    // In real time: what a store does after its answer is none of the manual clock's business.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly UserKey _user = UserKey.From("conformance", Guid.NewGuid().ToString());
    private readonly UserKey _other = UserKey.From("conformance", Guid.NewGuid().ToString());

    [Fact]
    public async Task An_end_from_outside_removes_the_entry()
    {
        var (key, kept) = (await FreeAsync(), await FreeAsync());
        await EnterAsync(_other, kept);
        await EndAsync(key);
        await AssertListedAsync(_user, kept);
        await AssertListedAsync(_other, kept);
    }

    [Fact]
    public async Task A_commit_that_ends_the_session_removes_the_entry()
    {
        var key = await EnteredAsync();
        var created = await CreateHeldAsync(key);
        await SendAsync(Change(key, created) with { User = _user, Then = AfterCommit.End });
        await AssertListedAsync(_user);
    }

    [Fact]
    public async Task A_sweep_removes_the_entries_of_what_it_removes()
    {
        var (key, kept) = (await FreeAsync(), await FreeAsync());
        Time.Advance(Usual.Idle - Tick);
        await TouchAsync(kept);
        Time.Advance(Tick);
        Assert.Equal(1, await SweepAsync());
        await AssertListedAsync(_user, kept);
        Assert.NotEqual(key, kept);
    }

    [Fact]
    public async Task The_entry_goes_when_an_end_that_was_told_is_forgotten()
    {
        var (key, kept) = (await EnteredAsync(), await FreeAsync());
        await SendAsync(Creation(key) with { User = _user, TellsEnd = true, Then = AfterCommit.Release });
        await EndAsync(key);
        await ClaimAsync(TimeSpan.FromMinutes(1));
        await ForgetAsync(key, kept);
        await AssertListedAsync(_user, kept);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_entry_goes_at_the_latest_when_the_lease_of_an_ended_session_comes_back(bool isTold)
    {
        var (key, kept) = (await EnteredAsync(), await FreeAsync());
        var created = Committed(await SendAsync(Creation(key) with { User = _user, TellsEnd = isTold }));
        await EndAsync(key);
        if (isTold)
            await ForgetAsync(key);
        await ReleaseAsync(key, created.Token);
        await AssertListedAsync(_user, kept);
    }

    [Fact]
    public async Task The_entry_of_what_a_dead_holder_leaves_is_swept_with_it()
    {
        var (key, node) = (await EnteredAsync(), NodeId.New());
        await BeatAsync(node, TimeSpan.FromSeconds(10));
        await SendAsync(Creation(key) with { User = _user, Node = node });
        await EndAsync(key);
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, await SweepAsync());
        await AssertListedAsync(_user);
    }

    [Fact]
    public async Task An_entry_of_the_user_before_is_left_to_the_caller()
    {
        var key = await EnteredAsync();
        var created = await CreateHeldAsync(key);
        await EnterAsync(_other, key);
        Committed(await SendAsync(Change(key, created) with { User = _other, Then = AfterCommit.Release }));
        await AssertListedAsync(_user, key);
        await AssertListedAsync(_other, key);

        await EndAsync(key);

        await AssertListedAsync(_other);
        Assert.Equal(key, Assert.Single(await ListAsync(_user)).Session);
        await Store.LeaveUserAsync(_user, key, default);
        await AssertListedAsync(_user);
    }

    [Fact]
    public async Task A_commit_that_names_a_user_and_ends_the_session_removes_the_entry_of_that_user()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await EnterAsync(_user, key);
        await SendAsync(Change(key, created) with { User = _user, Then = AfterCommit.End });
        await AssertListedAsync(_user);
    }

    [Fact]
    public async Task A_new_session_under_the_key_of_one_that_is_over_keeps_the_entry_of_its_user()
    {
        var key = await FreeAsync();
        Time.Advance(Usual.Idle);
        await EnterAsync(_user, key);
        await CreateHeldAsync(key);
        await AssertListedAsync(_user, key);
        await EndAsync(key);
        Time.Advance(Tombstone.Kept);
        await EnterAsync(_user, key);
        await CreateHeldAsync(key);
        await AssertListedAsync(_user, key);
    }

    [Fact]
    public async Task A_new_session_of_another_user_takes_the_entry_of_the_old_one_away()
    {
        var key = await FreeAsync();
        Time.Advance(Usual.Idle);
        await EnterAsync(_other, key);
        await SendAsync(Creation(key) with { User = _other });
        await AssertListedAsync(_user);
        await AssertListedAsync(_other, key);
    }

    [Fact]
    public async Task An_entry_waits_for_its_session_and_stays_as_long_as_that()
    {
        var (early, live) = (await EnteredAsync(), await FreeAsync());
        Time.Advance(IUserIndex.Patience - Tick);
        Assert.Equal(0, await SweepAsync());
        await AssertListedAsync(_user, early, live);
        await SendAsync(Creation(early) with { User = _user, Then = AfterCommit.Release });
        for (var minute = 0; minute < 10; minute++)
        {
            Time.Advance(IUserIndex.Patience);
            Assert.Equal(0, await SweepAsync());
        }

        await AssertListedAsync(_user, early, live);
        await EndAsync(live);
        await AssertListedAsync(_user, early);
    }

    [Fact]
    public async Task A_session_that_its_live_holder_keeps_stays_listed()
    {
        var key = await EnteredAsync();
        await CreateHeldAsync(key);
        Time.Advance(Usual.Idle * 3);
        Assert.Equal(0, await SweepAsync());
        await AssertListedAsync(_user, key);
    }

    private async Task<StateKey> EnteredAsync()
    {
        var key = NewKey();
        await EnterAsync(_user, key);
        return key;
    }

    private async Task<CommitOutcome.Committed> CreateHeldAsync(StateKey key) =>
        Committed(await SendAsync(Creation(key, Whole("a", 1)) with { User = _user }));

    // Entered, committed, and held by nobody.
    private async Task<StateKey> FreeAsync()
    {
        var key = await EnteredAsync();
        Committed(await SendAsync(Creation(key, Whole("a", 1)) with { User = _user, Then = AfterCommit.Release }));
        return key;
    }

    private async Task AssertListedAsync(UserKey user, params StateKey[] expected)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var listed = (await ListAsync(user)).Select(entry => entry.Session).ToArray();
            if (listed.SequenceEqual(expected) || TimeProvider.System.GetElapsedTime(began) > Longest)
            {
                Assert.Equal(expected, listed);
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
