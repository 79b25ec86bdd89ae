using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>What a holder learns of those who wait, and how each way to end a lease treats them.</summary>
public abstract class HandOverConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task A_holder_learns_with_every_answer_whether_others_wait()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        Assert.False(created.OthersWait);
        Assert.False(Committed(await SendAsync(Change(key, created))).OthersWait);

        await AssertHeldAsync(Here, key, There);

        var commit = Change(key, created);
        Assert.True(Committed(await SendAsync(commit)).OthersWait);
        Assert.True((await GrantAsync(key, Here)).OthersWait);
        Assert.True(Committed(await SendAsync(commit)).OthersWait);
        Time.Advance(LeaseQueue.Patience);
        Assert.False((await GrantAsync(key, Here)).OthersWait);
        Assert.False(Committed(await SendAsync(commit)).OthersWait);
    }

    [Fact]
    public async Task A_holder_that_asks_again_leaves_the_queue_as_it_is()
    {
        var key = NewKey();
        await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        var again = await GrantAsync(key, Here);
        await ReleaseAsync(key, again.Token);
        await AssertHeldAsync(There, key, Here);
        var granted = await GrantAsync(key, There);

        // The one before has asked for it back.
        Assert.True(granted.OthersWait);
    }

    [Fact]
    public async Task A_commit_that_gives_the_lease_back_keeps_it_for_the_first_waiter()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        var request = Change(key, created, Whole("a", 1)) with { Then = AfterCommit.Release };

        var released = Committed(await SendAsync(request));

        Assert.False(released.OthersWait);
        await AssertHeldAsync(There, key, Here);
        Assert.Equal(released.Version, (await GrantAsync(key, There)).State.Version);
    }

    [Fact]
    public async Task A_commit_that_is_sent_again_keeps_nothing_once_more()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        var request = Change(key, created) with { Then = AfterCommit.Release };
        await SendAsync(request);
        Time.Advance(LeaseQueue.Reservation);
        await SendAsync(request);
        await GrantAsync(key, Here);
    }

    [Fact]
    public async Task A_refused_commit_and_a_vain_release_keep_the_queue_and_the_lease()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        AssertFenced(FenceReason.WrongBase, await SendAsync(
            Change(key, created.Token, created.Version.Next(), Whole("a", 1)) with { Then = AfterCommit.Release }));
        await ReleaseAsync(key, created.Token.Next());
        await AssertHeldAsync(Here, key, There);
        Assert.True(Committed(await SendAsync(Change(key, created))).OthersWait);
    }

    [Fact]
    public async Task The_queue_ends_with_the_session()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await AssertHeldAsync(Here, key, There);
        Assert.False(Committed(await SendAsync(Change(key, created) with { Then = AfterCommit.End })).OthersWait);
        await AssertMissingAsync(key);

        Time.Advance(Tombstone.Kept);
        created = await CreateAsync(key);
        Assert.False(Committed(await SendAsync(Change(key, created))).OthersWait);
        await ReleaseAsync(key, created.Token);
        await GrantAsync(key, Here);
    }

    [Fact]
    public async Task The_queue_ends_with_a_session_that_expires()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Keep, Usual with { Absolute = TimeSpan.FromMinutes(1) });
        Time.Advance(TimeSpan.FromSeconds(59));
        await AssertHeldAsync(Here, key, There);
        Time.Advance(TimeSpan.FromSeconds(1));
        await AssertMissingAsync(key);
        Assert.False((await CreateAsync(key)).OthersWait);
    }

    [Fact]
    public async Task The_lease_of_a_dead_holder_is_granted_to_whoever_asks_and_the_others_keep_waiting()
    {
        var (key, holder, late) = (NewKey(), NodeId.New(), NodeId.New());
        await CreateAsync(key, AfterCommit.Release, Usual);
        await BeatAsync(holder, TimeSpan.FromSeconds(1));
        await GrantAsync(key, holder);
        await AssertHeldAsync(holder, key, There);
        await AssertHeldAsync(holder, key, late);
        Time.Advance(TimeSpan.FromSeconds(1));

        var granted = await GrantAsync(key, Here);

        Assert.True(granted.OthersWait);
        await ReleaseAsync(key, granted.Token);
        await AssertHeldAsync(There, key, late);
        await GrantAsync(key, There);
    }

    [Fact]
    public async Task Waiting_for_a_session_disturbs_neither_its_values_nor_its_readers()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        await AssertHeldAsync(Here, key, There);
        Assert.IsType<ReadOutcome.NotModified>(await ReadAsync(key, created.Version));
        AssertValue(await FindAsync(key), "a", 1);
        Committed(await SendAsync(Change(key, created, Whole("a", 2))));
        AssertValue(await FindAsync(key), "a", 2);
    }
}
