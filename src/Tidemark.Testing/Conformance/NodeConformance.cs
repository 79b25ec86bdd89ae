using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>Which nodes count as alive.</summary>
public abstract class NodeConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_lease_of_a_node_that_fell_silent_is_granted_to_others()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await CreateAsync(key, AfterCommit.Release, Usual, Whole("a", 1));
        await BeatAsync(node, Lease);
        var silent = await GrantAsync(key, node);

        Time.Advance(Lease - Tick);
        Assert.IsType<AcquireOutcome.Held>(await AcquireAsync(key, Here));
        Time.Advance(Tick);
        var taken = await GrantAsync(key, Here);

        Assert.Equal(silent.Token.Counter + 1, taken.Token.Counter);
        AssertFenced(FenceReason.LeaseLost, await SendAsync(Change(key, silent.Token, silent.State.Version, Whole("a", 2)) with { Node = node }));
        AssertValue(await FindAsync(key), "a", 1);
    }

    [Fact]
    public async Task A_node_that_beats_in_time_keeps_its_leases()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await CreateAsync(key, AfterCommit.Release, Usual);
        await BeatAsync(node, Lease);
        await GrantAsync(key, node);
        for (var beat = 0; beat < 5; beat++)
        {
            Time.Advance(Lease * 0.9);
            await BeatAsync(node, Lease);
        }

        Assert.IsType<AcquireOutcome.Held>(await AcquireAsync(key, Here));
    }

    [Fact]
    public async Task A_beat_is_told_since_when_the_node_has_been_alive()
    {
        var node = NodeId.New();
        var since = await SinceAsync(node);
        Assert.Equal(Time.GetUtcNow(), since, Tick);
        Time.Advance(Lease - Tick);
        Assert.Equal(since, await SinceAsync(node));
        Time.Advance(Lease);
        var again = await SinceAsync(node);
        Assert.Equal(Time.GetUtcNow(), again, Tick);
        Time.Advance(Tick);
        Assert.Equal(again, await SinceAsync(node));
        Assert.Equal(default, (await Store.BeatAsync(node, TimeSpan.Zero, default)).Since);
        Time.Advance(Tick);
        Assert.True(await SinceAsync(node) > again);
    }

    [Fact]
    public async Task A_later_beat_can_shorten_a_node_s_life()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await CreateAsync(key, AfterCommit.Release, Usual);
        await BeatAsync(node, Lease);
        await GrantAsync(key, node);
        await BeatAsync(node, TimeSpan.FromSeconds(1));
        Time.Advance(TimeSpan.FromSeconds(1));
        await GrantAsync(key, Here);
    }

    [Fact]
    public async Task A_node_that_never_beat_counts_as_dead()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await CreateAsync(key, AfterCommit.Release, Usual);
        await GrantAsync(key, node);
        await GrantAsync(key, Here);
    }

    [Fact]
    public async Task A_node_that_leaves_frees_its_sessions_at_once()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await CreateAsync(key, AfterCommit.Release, Usual);
        await BeatAsync(node, Lease);
        await GrantAsync(key, node);
        await BeatAsync(node, TimeSpan.Zero);
        await GrantAsync(key, Here);
    }

    [Fact]
    public async Task A_dead_node_whose_lease_nobody_took_may_still_commit()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await CreateAsync(key, AfterCommit.Release, Usual);
        await BeatAsync(node, Lease);
        var granted = await GrantAsync(key, node);
        Time.Advance(Lease * 2);
        Committed(await SendAsync(Change(key, granted.Token, granted.State.Version, Whole("a", 1)) with { Node = node }));
    }

    [Fact]
    public async Task A_node_that_comes_back_to_life_holds_what_nobody_took()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await CreateAsync(key, AfterCommit.Release, Usual);
        await BeatAsync(node, Lease);
        await GrantAsync(key, node);
        Time.Advance(Lease * 2);
        await BeatAsync(node, Lease);
        Assert.Equal(node, Assert.IsType<AcquireOutcome.Held>(await AcquireAsync(key, Here)).Holder);
    }

    [Fact]
    public async Task A_beat_of_any_length_is_borne_but_not_a_negative_one()
    {
        await BeatAsync(NodeId.New(), TimeSpan.MaxValue);
        await BeatAsync(NodeId.New(), TimeSpan.Zero);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => BeatAsync(Here, TimeSpan.FromTicks(-1)));
    }

    private async Task<DateTimeOffset> SinceAsync(NodeId node) => (await Store.BeatAsync(node, Lease, default)).Since;
}
