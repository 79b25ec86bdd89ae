using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>What a beat tells the node: who waits for what it holds, for a node that hears no signals.</summary>
public abstract class BeatConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_beat_tells_which_leases_others_wait_for()
    {
        var (key, other, unwanted) = (NewKey(), NewKey(), NewKey());
        var created = await CreateAsync(key);
        await CreateAsync(other);
        await CreateAsync(unwanted);
        Assert.Empty(await BeatAsync(Here, Lease));

        await AssertHeldAsync(Here, key, There);
        await AssertHeldAsync(Here, other, There);
        var granted = await GrantAsync(other, Here);

        Assert.Equal(
            Sorted(new StoreSignal.Recall(key, created.Token), new StoreSignal.Recall(other, granted.Token)),
            Sorted([.. await BeatAsync(Here, Lease)]));
    }

    [Fact]
    public async Task Every_beat_repeats_it_until_the_lease_is_given_back()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        for (var beat = 0; beat < 3; beat++)
            await AssertPendingAsync(key, created.Token);

        // A commit that keeps the lease keeps those who wait, too.
        await SendAsync(Change(key, created, Whole("a", 1)));
        await AssertPendingAsync(key, created.Token);

        await ReleaseAsync(key, created.Token);
        Assert.Empty(await BeatAsync(Here, Lease));
        Assert.Empty(await BeatAsync(There, Lease));
    }

    [Fact]
    public async Task A_commit_that_gives_the_lease_back_ends_it()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        await SendAsync(Change(key, created) with { Then = AfterCommit.Release });
        Assert.Empty(await BeatAsync(Here, Lease));
    }

    [Fact]
    public async Task A_session_that_ends_is_not_recalled()
    {
        var (ended, expired) = (NewKey(), NewKey());
        var created = await CreateAsync(ended);
        await CreateAsync(expired, AfterCommit.Keep, Usual with { Absolute = TimeSpan.FromSeconds(1) });
        await AssertHeldAsync(Here, ended, There);
        await AssertHeldAsync(Here, expired, There);
        await SendAsync(Change(ended, created) with { Then = AfterCommit.End });
        Assert.Equal(expired, Assert.Single(await BeatAsync(Here, Lease)).Key);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await BeatAsync(Here, Lease));
    }

    [Fact]
    public async Task Only_the_holder_is_told()
    {
        var (key, bystander) = (NewKey(), NodeId.New());
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        Assert.Empty(await BeatAsync(There, Lease));
        Assert.Empty(await BeatAsync(bystander, Lease));

        await ReleaseAsync(key, created.Token);
        var granted = await GrantAsync(key, There);
        await AssertHeldAsync(There, key, Here);
        Assert.Empty(await BeatAsync(Here, Lease));
        Assert.Equal(new StoreSignal.Recall(key, granted.Token), Assert.Single(await BeatAsync(There, Lease)));
    }

    [Fact]
    public async Task A_node_that_leaves_is_told_nothing()
    {
        var key = NewKey();
        await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        Assert.Empty(await BeatAsync(Here, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_node_that_comes_back_to_life_is_told_who_waits_for_what_nobody_took()
    {
        var (key, taken) = (NewKey(), NewKey());
        var created = await CreateAsync(key);
        await CreateAsync(taken);
        await BeatAsync(Here, TimeSpan.FromSeconds(1));
        await AssertHeldAsync(Here, key, There);
        await AssertHeldAsync(Here, taken, There);
        Time.Advance(TimeSpan.FromSeconds(1));
        await GrantAsync(taken, There);
        await AssertPendingAsync(key, created.Token);
    }

    [Fact]
    public async Task A_waiter_whose_patience_is_over_is_forgotten_unless_it_asks_again()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        Time.Advance(LeaseQueue.Patience - Tick);
        await AssertPendingAsync(key, created.Token);
        Time.Advance(Tick);
        Assert.Empty(await BeatAsync(Here, Lease));

        await AssertHeldAsync(Here, key, There);
        await AssertPendingAsync(key, created.Token);
    }

    [Fact]
    public async Task One_beat_tells_so_many_at_most_and_the_others_come_with_a_later_one()
    {
        var tokens = new Dictionary<StateKey, LeaseToken>();
        for (var number = 0; number <= StoreSignal.Recall.MaxAtOnce; number++)
        {
            var key = NewKey();
            tokens.Add(key, (await CreateAsync(key)).Token);
            await AssertHeldAsync(Here, key, There);
        }

        var first = await BeatAsync(Here, Lease);

        Assert.Equal(StoreSignal.Recall.MaxAtOnce, first.DistinctBy(recall => recall.Key).Count());
        Assert.All(first, recall => Assert.Equal(tokens[recall.Key], recall.Token));
        foreach (var recall in first)
            await ReleaseAsync(recall.Key, recall.Token);
        var rest = Assert.Single(await BeatAsync(Here, Lease));
        Assert.DoesNotContain(first, recall => recall.Key == rest.Key);
    }

    private async Task AssertPendingAsync(StateKey key, LeaseToken token) =>
        Assert.Equal(new StoreSignal.Recall(key, token), Assert.Single(await BeatAsync(Here, Lease)));

    private static StoreSignal.Recall[] Sorted(params StoreSignal.Recall[] recalls) =>
        [.. recalls.OrderBy(recall => Convert.ToHexString(recall.Key.Bytes))];
}
