using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>In which order nodes that wait for a lease get it, and what becomes of those that do not come.</summary>
public abstract class QueueConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task Nodes_that_wait_get_the_lease_in_the_order_in_which_they_first_asked()
    {
        var (key, nodes) = (NewKey(), await LiveNodesAsync(5));
        var token = (await CreateAsync(key)).Token;
        foreach (var node in nodes.Concat(nodes.Reverse()))
            await AssertHeldAsync(Here, key, node);

        for (var next = 0; next < nodes.Length; next++)
        {
            await ReleaseAsync(key, token);
            foreach (var later in nodes.Skip(next + 1).Reverse())
                await AssertHeldAsync(nodes[next], key, later);
            token = (await GrantAsync(key, nodes[next])).Token;
        }
    }

    [Fact]
    public async Task A_free_lease_is_kept_for_the_first_waiter_for_a_moment()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await Store.AcquireAsync(new AcquireRequest(key, There, default, "GET /käse 🧀"), default);
        await ReleaseAsync(key, created.Token);

        Time.Advance(LeaseQueue.Reservation - Tick);
        Assert.Equal(new AcquireOutcome.Held(There, TimeSpan.Zero, "GET /käse 🧀"), await AcquireAsync(key, Here));
        Time.Advance(Tick);
        await GrantAsync(key, Here);
    }

    [Fact]
    public async Task The_waiter_for_whom_a_lease_is_kept_gets_it()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        await ReleaseAsync(key, created.Token);
        Time.Advance(LeaseQueue.Reservation - Tick);
        var granted = await GrantAsync(key, There);
        Assert.False(granted.OthersWait);

        // It has left the queue: nothing is kept for it now.
        await ReleaseAsync(key, granted.Token);
        await GrantAsync(key, Here);
    }

    [Fact]
    public async Task A_waiter_that_comes_too_late_loses_its_place()
    {
        var (key, nodes) = (NewKey(), await LiveNodesAsync(3));
        var created = await CreateAsync(key);
        foreach (var node in nodes)
            await AssertHeldAsync(Here, key, node);
        await ReleaseAsync(key, created.Token);
        Time.Advance(LeaseQueue.Reservation);

        var granted = await GrantAsync(key, Here);
        await AssertHeldAsync(Here, key, nodes[0]);
        await ReleaseAsync(key, granted.Token);

        // The second is the first now, and the late one the last.
        await AssertHeldAsync(nodes[1], key, nodes[0]);
        await ReleaseAsync(key, (await GrantAsync(key, nodes[1])).Token);
        await AssertHeldAsync(nodes[2], key, nodes[0]);
    }

    [Fact]
    public async Task A_lease_that_was_kept_in_vain_is_the_late_waiter_s_if_it_is_the_next_to_ask()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        await ReleaseAsync(key, created.Token);
        Time.Advance(LeaseQueue.Reservation * 2);
        await GrantAsync(key, There);
        await AssertHeldAsync(There, key, Here);
    }

    [Fact]
    public async Task A_waiter_that_does_not_ask_again_is_forgotten()
    {
        var (key, nodes) = (NewKey(), await LiveNodesAsync(2));
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, nodes[0]);
        Time.Advance(LeaseQueue.Patience - Tick);
        Assert.True(Committed(await SendAsync(Change(key, created))).OthersWait);
        await AssertHeldAsync(Here, key, nodes[1]);
        Time.Advance(Tick);

        await ReleaseAsync(key, created.Token);
        await AssertHeldAsync(nodes[1], key, nodes[0]);
        await GrantAsync(key, nodes[1]);
    }

    [Fact]
    public async Task A_waiter_that_asks_again_in_time_keeps_its_place()
    {
        var (key, nodes) = (NewKey(), await LiveNodesAsync(2));
        var created = await CreateAsync(key);
        for (var second = 0; second < 10; second++)
        {
            foreach (var node in second % 2 == 0 ? nodes : nodes.Reverse())
                await AssertHeldAsync(Here, key, node);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        await ReleaseAsync(key, created.Token);
        await AssertHeldAsync(nodes[0], key, nodes[1]);
        await GrantAsync(key, nodes[0]);
    }

    [Fact]
    public async Task No_more_than_64_nodes_are_queued()
    {
        var (key, nodes) = (NewKey(), await LiveNodesAsync(LeaseQueue.MaxWaiters + 1));
        var token = (await CreateAsync(key)).Token;
        foreach (var node in nodes)
            await AssertHeldAsync(Here, key, node);

        for (var next = 0; next < LeaseQueue.MaxWaiters; next++)
        {
            await ReleaseAsync(key, token);
            await AssertHeldAsync(nodes[next], key, Here);
            token = (await GrantAsync(key, nodes[next])).Token;
        }

        // The one too many was not before the one that asked when there was room again.
        await ReleaseAsync(key, token);
        await AssertHeldAsync(Here, key, nodes[^1]);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_keeps_no_lease_for_long()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        await ReleaseAsync(key, created.Token);
        Time.JumpWallClock(TimeSpan.FromMinutes(-10));
        var granted = await GrantAsync(key, Here);
        Assert.False(granted.OthersWait);
        await AssertHeldAsync(Here, key, There);
        Assert.True(Committed(await SendAsync(Change(key, granted.Token, granted.State.Version))).OthersWait);
    }

    private async Task<NodeId[]> LiveNodesAsync(int count)
    {
        var nodes = Enumerable.Range(0, count).Select(_ => NodeId.New()).ToArray();
        foreach (var node in nodes)
            await BeatAsync(node, TimeSpan.FromHours(1));
        return nodes;
    }
}
