using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>What a sweep removes.</summary>
public abstract class SweepConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task A_sweep_removes_expired_sessions_and_leaves_live_ones()
    {
        var (idle, old, used, held) = (NewKey(), NewKey(), NewKey(), NewKey());
        await CreateAsync(idle, AfterCommit.Release, Usual, Whole("a", 1));
        await CreateAsync(old, AfterCommit.Keep, Usual with { Absolute = TimeSpan.FromMinutes(30) });
        await CreateAsync(used, AfterCommit.Release, Usual, Whole("a", 2));
        await CreateAsync(held, AfterCommit.Keep, Usual, Whole("a", 3));
        Assert.Equal(0, await SweepAsync(100));
        Time.Advance(TimeSpan.FromMinutes(15));
        await TouchAsync(used);
        Time.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(2, await SweepAsync(100));

        Assert.Equal(0, await SweepAsync(100));
        AssertValue(await FindAsync(used), "a", 2);
        AssertValue(await FindAsync(held), "a", 3);
        await AssertMissingAsync(idle);
        await AssertMissingAsync(old);
    }

    [Fact]
    public async Task A_sweep_removes_no_more_than_its_limit()
    {
        for (var i = 0; i < 7; i++)
            await CreateAsync(NewKey(), AfterCommit.Release, Usual, Whole("a", 1));
        Time.Advance(Usual.Idle);
        Assert.Equal(0, await SweepAsync(0));
        foreach (var removed in new[] { 3, 3, 1, 0 })
            Assert.Equal(removed, await SweepAsync(3));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SweepAsync(-1));
    }

    [Fact]
    public async Task Live_sessions_that_look_due_do_not_hide_expired_ones()
    {
        var held = new List<StateKey>();
        for (var i = 0; i < 10; i++)
        {
            held.Add(NewKey());
            await CreateAsync(held[i]);
        }

        Time.Advance(TimeSpan.FromSeconds(1));
        await CreateAsync(NewKey(), AfterCommit.Release, Usual);
        Time.Advance(Usual.Idle);
        Assert.Equal(1, await SweepAsync(1));
        foreach (var key in held)
            await FindAsync(key);
    }

    [Fact]
    public async Task A_session_that_was_held_when_a_sweep_passed_is_removed_once_its_holder_is_dead()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await BeatAsync(node, TimeSpan.FromHours(1));
        await CreateAsync(key, AfterCommit.Release, Usual);
        await GrantAsync(key, node);
        Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(0, await SweepAsync(10));
        await BeatAsync(node, TimeSpan.Zero);
        Assert.Equal(1, await SweepAsync(10));
    }

    [Fact]
    public async Task A_session_whose_life_was_shortened_is_swept_at_its_new_end()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await SendAsync(Change(key, created) with { Lifetime = new Lifetime(TimeSpan.FromMinutes(1), Usual.Absolute), Then = AfterCommit.Release });
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await SweepAsync(10));
    }

    [Fact]
    public async Task A_swept_session_takes_its_attributes_and_its_past_with_it()
    {
        var key = NewKey();
        var old = await CreateAsync(key, Whole("a", 1), Whole("b", 1));
        await ReleaseAsync(key, old.Token);
        Time.Advance(Usual.Idle);
        Assert.Equal(1, await SweepAsync(10));
        AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, old, Whole("a", 2))));
        await CreateAsync(key, Whole("b", 2));
        Assert.Equal(["b"], ChangedNames(await FindAsync(key)));
    }

    [Fact]
    public async Task Dead_nodes_are_forgotten_and_stay_dead()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await CreateAsync(key, AfterCommit.Release, Usual);
        await BeatAsync(node, TimeSpan.FromSeconds(10));
        await GrantAsync(key, node);
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await SweepAsync(10));
        await GrantAsync(key, Here);
    }
}
