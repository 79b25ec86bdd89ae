using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>Which ends are told, with what, and for how long they wait to be told.</summary>
public abstract class EndedConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    private static readonly UserKey User = UserKey.From("conformance", "somebody");

    [Fact]
    public async Task A_session_that_was_idle_is_told_the_moment_its_time_is_up()
    {
        var (key, began) = (NewKey(), Time.GetUtcNow());
        await CreateToldAsync(key, AfterCommit.Release);
        Time.Advance(Usual.Idle - Tick);
        Assert.Empty(await ClaimAllAsync());
        Time.Advance(Tick);
        await AssertToldAsync(key, EndReason.Idle, began + Usual.Idle);
    }

    [Fact]
    public async Task A_session_that_a_live_node_keeps_is_told_at_its_absolute_end_and_not_before()
    {
        var (key, began) = (NewKey(), Time.GetUtcNow());
        await CreateToldAsync(key);
        Time.Advance(Usual.Absolute - Tick);
        Assert.Empty(await ClaimAllAsync());
        Time.Advance(Tick);
        await AssertToldAsync(key, EndReason.Absolute, began + Usual.Absolute);
    }

    [Fact]
    public async Task A_session_that_is_used_until_its_absolute_end_is_told_as_such()
    {
        var (key, began) = (NewKey(), Time.GetUtcNow());
        await SendAsync(Creation(key) with { Lifetime = new Lifetime(Usual.Idle, TimeSpan.FromMinutes(30)), TellsEnd = true, Then = AfterCommit.Release });
        Time.Advance(TimeSpan.FromMinutes(15));
        await TouchAsync(key);
        Time.Advance(TimeSpan.FromMinutes(20));
        await AssertToldAsync(key, EndReason.Absolute, began + TimeSpan.FromMinutes(30));
    }

    [Theory]
    [InlineData(AfterCommit.Keep)]
    [InlineData(AfterCommit.Release)]
    public async Task A_session_that_was_idle_is_told_so_long_after_it_might_have_ended_otherwise(AfterCommit then)
    {
        var (key, began) = (NewKey(), Time.GetUtcNow());
        await CreateToldAsync(key, then);
        await BeatAsync(Here, TimeSpan.Zero);
        Time.Advance(Usual.Absolute + TimeSpan.FromMinutes(5));
        await AssertToldAsync(key, EndReason.Idle, began + Usual.Idle);
    }

    [Fact]
    public async Task A_session_of_a_dead_holder_is_told_when_it_was_idle_for_long_enough()
    {
        var (key, began) = (NewKey(), Time.GetUtcNow());
        await CreateToldAsync(key);
        Time.Advance(Usual.Idle);
        Assert.Empty(await ClaimAllAsync());
        await BeatAsync(Here, TimeSpan.Zero);
        await AssertToldAsync(key, EndReason.Idle, began + Usual.Idle);
    }

    [Fact]
    public async Task A_session_that_a_commit_ended_is_told_with_what_that_commit_changed()
    {
        var key = NewKey();
        var created = await CreateToldAsync(key);
        Time.Advance(TimeSpan.FromMinutes(1));
        Committed(await SendAsync(Change(key, created, Whole("a", 2), Gone("b")) with { Then = AfterCommit.End, TellsEnd = true, User = User }));
        var ended = await AssertToldAsync(key, EndReason.Abandoned, Time.GetUtcNow());
        Assert.Equal((new StateVersion(2), User), (ended.State.Version, ended.State.User));
        Assert.Equal(["a"], ChangedNames(ended.State));
        AssertValue(ended.State, "a", 2);
    }

    [Theory]
    [InlineData(EndReason.Revoked, AfterCommit.Keep)]
    [InlineData(EndReason.Displaced, AfterCommit.Release)]
    public async Task A_session_that_was_ended_from_outside_is_told_with_the_reason(EndReason reason, AfterCommit then)
    {
        var key = NewKey();
        await CreateToldAsync(key, then);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await EndAsync(key, reason));
        await AssertToldAsync(key, reason, Time.GetUtcNow());
    }

    [Fact]
    public async Task A_lease_that_comes_back_leaves_the_end_to_be_told()
    {
        var key = NewKey();
        var created = await CreateToldAsync(key);
        var at = Time.GetUtcNow();
        await EndAsync(key);
        Time.Advance(TimeSpan.FromMinutes(1));
        await ReleaseAsync(key, created.Token);
        Assert.Empty(await BeatAsync(Here, TimeSpan.FromHours(1)));
        await AssertToldAsync(key, EndReason.Revoked, at);
    }

    [Fact]
    public async Task What_is_told_is_the_whole_last_state()
    {
        var key = NewKey();
        var created = Committed(await SendAsync(Creation(key, Whole("a", 7, 7, 7), Whole("b", 1)) with { TellsEnd = true, User = User }));
        var patch = new PatchedValue("a", new byte[] { 0xAA }, created.Version, 3, 4);
        await SendAsync(Change(key, created, patch) with { User = User, Then = AfterCommit.Release });
        Time.Advance(TimeSpan.FromMinutes(1));
        await EndAsync(key);

        var state = Assert.Single(await ClaimAllAsync()).State;

        Assert.Equal((new StateVersion(2), TimeSpan.FromMinutes(1), Usual, User), (state.Version, state.Age, state.Lifetime, state.User));
        Assert.Equal(["a", "b"], ChangedNames(state));
        Assert.Empty(state.Unchanged);
        AssertValue(state, "a", 7, 7, 7);
        AssertValue(state, "b", 1);
        var link = Assert.Single(state.Changed.Single(attribute => attribute.Name == "a").Patches);
        Assert.Equal((new StateVersion(2), created.Version, "AA"), (link.Version, link.On, Convert.ToHexString(link.Bytes.Span)));
    }

    [Fact]
    public async Task Nothing_is_told_of_sessions_that_did_not_ask_for_it()
    {
        var (idle, abandoned, ended) = (NewKey(), NewKey(), NewKey());
        await CreateAsync(idle, AfterCommit.Release, Usual);
        await SendAsync(Change(abandoned, await CreateAsync(abandoned)) with { Then = AfterCommit.End });
        await CreateAsync(ended);
        await EndAsync(ended);
        Time.Advance(Usual.Idle);
        Assert.Empty(await ClaimAllAsync());
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    public async Task Once_asked_for_it_is_told_although_later_commits_do_not_ask()
    {
        var key = NewKey();
        var created = await CreateToldAsync(key);
        await SendAsync(Change(key, created, Whole("a", 2)) with { Then = AfterCommit.Release });
        Time.Advance(Usual.Idle);
        AssertValue(Assert.Single(await ClaimAllAsync()).State, "a", 2);
    }

    [Fact]
    public async Task A_later_commit_may_ask_for_it()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await SendAsync(Change(key, created) with { TellsEnd = true });
        await EndAsync(key);
        await AssertToldAsync(key, EndReason.Revoked, Time.GetUtcNow());
    }

    [Fact]
    public async Task A_commit_that_ends_the_session_and_does_not_ask_leaves_nothing_to_tell()
    {
        var key = NewKey();
        var created = await CreateToldAsync(key);
        Committed(await SendAsync(Change(key, created) with { Then = AfterCommit.End }));
        Assert.Empty(await ClaimAllAsync());
        Time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task An_end_that_is_to_be_told_hides_the_session_as_any_other()
    {
        var key = NewKey();
        var created = await CreateToldAsync(key);
        await EndAsync(key);
        await AssertMissingAsync(key);
        AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, created, Whole("a", 9))));
        AssertValue(Assert.Single(await ClaimAllAsync()).State, "a", 1);
    }

    [Fact]
    public async Task A_new_session_under_the_same_key_is_not_told_for_the_old_one()
    {
        var key = NewKey();
        await CreateToldAsync(key);
        await EndAsync(key);
        Time.Advance(Tombstone.Kept);
        await CreateAsync(key, Whole("c", 3));
        Assert.Empty(await ClaimAllAsync());
        Assert.Equal(["c"], ChangedNames(await FindAsync(key)));
        await EndAsync(key);
        Assert.Empty(await ClaimAllAsync());
    }

    [Theory]
    [InlineData(EndReason.Idle)]
    [InlineData(EndReason.Absolute)]
    [InlineData(EndReason.Abandoned)]
    [InlineData(EndReason.Revoked)]
    public async Task Sweeps_pass_over_an_untold_end_for_a_day_and_then_remove_it(EndReason reason)
    {
        var key = NewKey();
        var created = await CreateToldAsync(key, reason == EndReason.Idle ? AfterCommit.Release : AfterCommit.Keep);
        if (reason == EndReason.Abandoned)
            await SendAsync(Change(key, created) with { Then = AfterCommit.End, TellsEnd = true });
        else if (reason == EndReason.Revoked)
            await EndAsync(key, reason);
        else
            Time.Advance(reason == EndReason.Idle ? Usual.Idle : Usual.Absolute);

        Assert.Equal(0, await SweepAsync());
        Time.Advance(ISessionEnds.Untold - Tick);
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(reason, Assert.Single(await ClaimAllAsync()).Reason);
        Time.Advance(Tick);
        Assert.Equal(1, await SweepAsync());
        Assert.Equal(0, await SweepAsync());
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await ClaimAllAsync());
    }

    [Fact]
    public async Task Ends_that_wait_to_be_told_do_not_hide_what_a_sweep_may_remove()
    {
        for (var told = 0; told < 10; told++)
            await CreateToldAsync(NewKey(), AfterCommit.Release);
        Time.Advance(TimeSpan.FromSeconds(1));
        await CreateAsync(NewKey(), AfterCommit.Release, Usual);
        Time.Advance(Usual.Idle);
        Assert.Equal(1, await SweepAsync(1));
        Assert.Equal(0, await SweepAsync(1));
        Assert.Equal(10, (await ClaimAllAsync()).Count);
    }

    private async Task<CommitOutcome.Committed> CreateToldAsync(StateKey key, AfterCommit then = AfterCommit.Keep) =>
        Committed(await SendAsync(Creation(key, Whole("a", 1), Whole("b", 1)) with { TellsEnd = true, Then = then }));

    private Task<IReadOnlyList<EndedState>> ClaimAllAsync() => ClaimAsync(TimeSpan.FromSeconds(30));

    private async Task<EndedState> AssertToldAsync(StateKey key, EndReason reason, DateTimeOffset at)
    {
        var ended = Assert.Single(await ClaimAllAsync());
        Assert.Equal((key, reason, at), (ended.Key, ended.Reason, ended.At));
        return ended;
    }
}
