using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>Which node is told what, as long as nothing goes wrong.</summary>
public abstract class SignalConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task A_holder_is_recalled_by_the_name_of_its_lease()
    {
        var key = NewKey();
        await using var holder = await ListenAsync(Here);
        await CreateAsync(key);
        var granted = await GrantAsync(key, Here);
        await AssertHeldAsync(Here, key, There);
        await holder.HearsAsync(new StoreSignal.Recall(key, granted.Token));
    }

    [Fact]
    public async Task Every_acquire_repeats_the_recall()
    {
        var key = NewKey();
        await using var holder = await ListenAsync(Here);
        var created = await CreateAsync(key);
        for (var ask = 0; ask < 5; ask++)
        {
            await AssertHeldAsync(Here, key, There);
            await holder.HearsAsync(new StoreSignal.Recall(key, created.Token));
        }
    }

    [Fact]
    public async Task The_first_waiter_is_told_when_the_lease_comes_free_and_the_second_only_after_it()
    {
        var (key, last) = (NewKey(), NodeId.New());
        await using var first = await ListenAsync(There);
        await using var second = await ListenAsync(last);
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        await AssertHeldAsync(Here, key, last);

        await ReleaseAsync(key, created.Token);

        await first.HearsAsync(new StoreSignal.Free(key));
        var granted = await GrantAsync(key, There);
        Assert.Empty(second.Heard);
        await ReleaseAsync(key, granted.Token);
        await second.HearsAsync(new StoreSignal.Free(key));
    }

    [Fact]
    public async Task A_commit_that_gives_the_lease_back_tells_the_first_waiter()
    {
        var key = NewKey();
        await using var waiter = await ListenAsync(There);
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        await SendAsync(Change(key, created) with { Then = AfterCommit.Release });
        await waiter.HearsAsync(new StoreSignal.Free(key));
    }

    [Fact]
    public async Task A_commit_that_ends_the_session_tells_all_who_wait()
    {
        var key = NewKey();
        var nodes = Enumerable.Range(0, 3).Select(_ => NodeId.New()).ToArray();
        var waiters = await Task.WhenAll(nodes.Select(ListenAsync));
        var created = await CreateAsync(key);
        foreach (var node in nodes)
            await AssertHeldAsync(Here, key, node);
        await SendAsync(Change(key, created) with { Then = AfterCommit.End });
        foreach (var waiter in waiters)
        {
            await waiter.HearsAsync(new StoreSignal.Free(key));
            await waiter.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nodes_hear_only_what_is_meant_for_them()
    {
        var (key, other, bystander) = (NewKey(), NewKey(), NodeId.New());
        await using var holder = await ListenAsync(Here);
        await using var third = await ListenAsync(bystander);
        var created = await CreateAsync(key);
        var second = await CreateAsync(other);
        await AssertHeldAsync(Here, key, There);
        await holder.HearsAsync(new StoreSignal.Recall(key, created.Token));
        await ReleaseAsync(key, created.Token);

        await AssertHeldAsync(Here, other, bystander);
        await ReleaseAsync(other, second.Token);
        await third.HearsAsync(new StoreSignal.Free(other));

        Assert.All(third.Heard, signal => Assert.Equal(new StoreSignal.Free(other), signal));
        Assert.All(holder.Heard, signal => Assert.IsType<StoreSignal.Recall>(signal));
    }

    [Fact]
    public async Task A_node_that_has_stopped_listening_hears_nothing()
    {
        var (key, other) = (NewKey(), NewKey());
        var before = await ListenAsync(Here);
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        await before.HearsAsync(new StoreSignal.Recall(key, created.Token));
        await before.DisposeAsync();

        await using var after = await ListenAsync(Here);
        var second = await CreateAsync(other);
        await AssertHeldAsync(Here, other, There);
        await after.HearsAsync(new StoreSignal.Recall(other, second.Token));

        Assert.All(before.Heard, signal => Assert.Equal(key, signal.Key));
        await before.DisposeAsync();
        await AssertHeldAsync(Here, other, There);
        await after.HearsAsync(new StoreSignal.Recall(other, second.Token));
    }

    [Fact]
    public async Task A_lease_goes_from_node_to_node_by_signals_alone()
    {
        var key = NewKey();
        var order = new List<NodeId>();
        var nodes = Enumerable.Range(0, 10).Select(_ => NodeId.New()).ToArray();
        foreach (var node in nodes)
            await BeatAsync(node, TimeSpan.FromHours(1));
        await using var holder = await ListenAsync(Here);
        var created = await CreateAsync(key);
        var visits = new List<Task>();
        foreach (var node in nodes)
        {
            var waiter = await ListenAsync(node);
            await AssertHeldAsync(Here, key, node);
            visits.Add(VisitAsync(waiter, key, node, order));
        }

        await holder.HearsAsync(new StoreSignal.Recall(key, created.Token));
        await ReleaseAsync(key, created.Token);
        await Task.WhenAll(visits);

        Assert.Equal(nodes, order);
    }

    private async Task VisitAsync(ListeningNode waiter, StateKey key, NodeId node, List<NodeId> order)
    {
        await using (waiter)
        {
            await waiter.HearsAsync(new StoreSignal.Free(key));
            var granted = await GrantAsync(key, node);
            order.Add(node);
            await ReleaseAsync(key, granted.Token);
        }
    }

    private async Task<ListeningNode> ListenAsync(NodeId node) => await ListeningNode.StartAsync(Store, node);
}
