using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>When a session is over.</summary>
public abstract class ExpiryConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task An_idle_session_is_missing_the_moment_its_time_is_up()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Release, Usual, Whole("a", 1));
        Time.Advance(Usual.Idle - Tick);
        Assert.Equal(Tick, (await FindAsync(key)).IdleRemaining);
        Time.Advance(Tick);
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task Acquire_commit_touch_and_release_restart_the_idle_time()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Release, Usual);

        Time.Advance(Usual.Idle - Tick);
        var granted = await GrantAsync(key, Here);
        await AssertFullIdleTimeAsync(key);

        Time.Advance(Usual.Idle - Tick);
        await SendAsync(Change(key, granted.Token, granted.State.Version));
        await AssertFullIdleTimeAsync(key);

        Time.Advance(Usual.Idle - Tick);
        await ReleaseAsync(key, granted.Token);
        await AssertFullIdleTimeAsync(key);

        Time.Advance(Usual.Idle - Tick);
        await TouchAsync(NewKey(), key);
        await AssertFullIdleTimeAsync(key);
    }

    [Fact]
    public async Task A_read_does_not_restart_the_idle_time()
    {
        var key = NewKey();
        var created = await CreateAsync(key, AfterCommit.Release, Usual);
        Time.Advance(Usual.Idle - Tick);
        await ReadAsync(key);
        await ReadAsync(key, created.Version);
        Time.Advance(Tick);
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task A_refused_acquire_does_not_restart_the_idle_time()
    {
        var key = NewKey();
        await CreateAsync(key);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<AcquireOutcome.Held>(await AcquireAsync(key, There));
        Assert.Equal(Usual.Idle - TimeSpan.FromMinutes(1), (await FindAsync(key)).IdleRemaining);
    }

    [Fact]
    public async Task Touch_does_not_wake_an_expired_session()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Release, Usual);
        Time.Advance(Usual.Idle);
        await TouchAsync(key);
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task The_absolute_limit_counts_from_creation_and_is_not_extended_by_use()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Release, Usual);
        for (var hour = 0; hour < 23 * 4; hour++)
        {
            Time.Advance(TimeSpan.FromMinutes(15));
            await ReleaseAsync(key, (await GrantAsync(key, Here)).Token);
        }

        Time.Advance(TimeSpan.FromMinutes(15));
        await TouchAsync(key);
        Time.Advance(TimeSpan.FromMinutes(19));
        await TouchAsync(key);
        Time.Advance(TimeSpan.FromMinutes(19));
        await TouchAsync(key);
        Time.Advance(TimeSpan.FromMinutes(7) - Tick);
        Assert.Equal(Tick, (await FindAsync(key)).IdleRemaining);
        Time.Advance(Tick);
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task A_session_without_an_absolute_limit_lives_as_long_as_it_is_used()
    {
        var key = NewKey();
        var endless = new Lifetime(TimeSpan.FromDays(30), TimeSpan.MaxValue);
        await CreateAsync(key, AfterCommit.Release, endless);
        for (var month = 0; month < 60; month++)
        {
            Time.Advance(TimeSpan.FromDays(29));
            await TouchAsync(key);
        }

        Assert.Equal(endless, (await FindAsync(key)).Lifetime);
    }

    [Fact]
    public async Task A_lease_of_a_live_node_keeps_an_idle_session_alive_but_not_past_its_absolute_limit()
    {
        var key = NewKey();
        var created = await CreateAsync(key);

        Time.Advance(Usual.Absolute - Tick);
        Assert.Equal(TimeSpan.Zero, (await FindAsync(key)).IdleRemaining);
        Assert.IsType<AcquireOutcome.Held>(await AcquireAsync(key, There));

        Time.Advance(Tick);
        await AssertMissingAsync(key);
        AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, created, Whole("a", 1))));
    }

    [Fact]
    public async Task A_lease_of_a_dead_node_does_not_keep_an_idle_session_alive()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        Time.Advance(Usual.Idle);
        await FindAsync(key);
        await BeatAsync(Here, TimeSpan.Zero);
        await AssertMissingAsync(key);
        AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, created, Whole("a", 1))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_session_that_is_over_stays_so_when_its_holder_comes_back_to_life(long ticks)
    {
        var (key, node) = (NewKey(), NodeId.New());
        await CreateAsync(key, AfterCommit.Release, Usual);
        await BeatAsync(node, TimeSpan.FromSeconds(10));
        var granted = await GrantAsync(key, node);
        Time.Advance(Usual.Idle + Tick * ticks);
        await AssertMissingAsync(key);

        await BeatAsync(node, TimeSpan.FromHours(1));

        await AssertMissingAsync(key);
        AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, granted.Token, granted.State.Version) with { Node = node }));
        Assert.Equal(1, await Store.SweepAsync(10, default));
    }

    [Fact]
    public async Task A_session_whose_holder_came_back_to_life_before_its_idle_time_was_up_is_kept_alive()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await CreateAsync(key, AfterCommit.Release, Usual);
        await BeatAsync(node, TimeSpan.FromSeconds(10));
        await GrantAsync(key, node);
        Time.Advance(Usual.Idle - Tick);
        await BeatAsync(node, TimeSpan.FromHours(1));
        Time.Advance(TimeSpan.FromMinutes(5));
        await FindAsync(key);
        Assert.Equal(0, await Store.SweepAsync(10, default));
    }

    [Fact]
    public async Task Giving_back_a_lease_that_was_held_for_longer_than_the_idle_time_is_use()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        Time.Advance(Usual.Idle * 2);
        await ReleaseAsync(key, created.Token);
        await AssertFullIdleTimeAsync(key);
    }

    [Fact]
    public async Task A_commit_can_change_the_lifetime_without_differences()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        var longer = new Lifetime(TimeSpan.FromHours(2), TimeSpan.FromHours(3));
        Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(created.Version, Committed(await SendAsync(Change(key, created) with { Lifetime = longer })).Version);

        var state = await FindAsync(key);
        Assert.Equal(longer, state.Lifetime);
        Assert.Equal(longer.Idle, state.IdleRemaining);

        await ReleaseAsync(key, created.Token);
        Time.Advance(TimeSpan.FromMinutes(119));
        await TouchAsync(key);
        Assert.Equal(TimeSpan.FromMinutes(180 - 129), (await FindAsync(key)).IdleRemaining);
    }

    [Fact]
    public async Task A_shorter_lifetime_counts_at_once()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        Time.Advance(TimeSpan.FromMinutes(10));
        await SendAsync(Change(key, created) with { Lifetime = new Lifetime(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)) });
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task An_expired_session_makes_way_for_a_new_one_of_the_same_key()
    {
        var key = NewKey();
        var old = await CreateAsync(key, Whole("a", 1), Whole("b", 1));
        await ReleaseAsync(key, old.Token);
        Time.Advance(Usual.Idle);

        var created = await CreateAsync(key, Whole("b", 2));

        Assert.Equal(new StateVersion(1), created.Version);
        var state = await FindAsync(key);
        Assert.Equal(["b"], ChangedNames(state));
        AssertValue(state, "b", 2);
        AssertFenced(FenceReason.LeaseLost, await SendAsync(Change(key, old, Whole("a", 3))));
    }

    [Fact]
    public async Task A_clock_that_jumps_changes_when_sessions_end_but_never_who_may_commit()
    {
        var key = NewKey();
        var old = await CreateAsync(key, Whole("a", 1));
        await ReleaseAsync(key, old.Token);
        var current = await GrantAsync(key, There);
        foreach (var jump in new[] { 120, -240, 120 })
        {
            Time.JumpWallClock(TimeSpan.FromSeconds(jump));
            AssertFenced(FenceReason.LeaseLost, await SendAsync(Change(key, old, Whole("a", 2))));
        }

        Committed(await SendAsync(Change(key, current.Token, current.State.Version, Whole("a", 3)) with { Node = There }));
    }

    private async Task AssertFullIdleTimeAsync(StateKey key) => Assert.Equal(Usual.Idle, (await FindAsync(key)).IdleRemaining);
}
