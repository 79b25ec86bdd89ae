using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>How a session ends from outside, whoever holds it.</summary>
public abstract class EndConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    [Fact]
    public async Task An_ended_session_is_missing_at_once_for_its_holder_and_for_all_others()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        Assert.True(await EndAsync(key));
        Assert.IsType<AcquireOutcome.Missing>(await AcquireAsync(key, Here, created.Version));
        Assert.IsType<ReadOutcome.Missing>(await ReadAsync(key, created.Version));
        await AssertMissingAsync(key);
    }

    [Theory]
    [InlineData(AfterCommit.Keep)]
    [InlineData(AfterCommit.Release)]
    [InlineData(AfterCommit.End)]
    public async Task The_holder_can_commit_nothing_any_more(AfterCommit then)
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        await EndAsync(key);
        foreach (var change in new[] { Whole("a", 2), Gone("a"), new PatchedValue("a", new byte[] { 1 }, created.Version, 1, 2) })
            AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, created, change) with { Then = then, TellsEnd = true }));
        AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, created) with { Then = then }));

        await AssertMissingAsync(key);
        await ReleaseAsync(key, created.Token);
        Assert.Empty(await ClaimAsync(Lease));
        Time.Advance(Tombstone.Kept);
        await CreateAsync(key, Whole("b", 1));
        Assert.Equal(["b"], ChangedNames(await FindAsync(key)));
    }

    [Fact]
    public async Task The_holder_is_recalled_by_signal_and_by_every_beat_until_it_gives_the_lease_back()
    {
        var key = NewKey();
        await using var holder = await ListeningNode.StartAsync(Store, Here);
        var created = await CreateAsync(key);
        await EndAsync(key);

        await holder.HearsAsync(new StoreSignal.Recall(key, created.Token));
        for (var beat = 0; beat < 3; beat++)
            Assert.Equal(new StoreSignal.Recall(key, created.Token), Assert.Single(await BeatAsync(Here, Lease)));
        Assert.Empty(await BeatAsync(There, Lease));
        await ReleaseAsync(key, created.Token);
        Assert.Empty(await BeatAsync(Here, Lease));
    }

    [Fact]
    public async Task The_recall_names_the_lease_that_is_held_and_only_that_one_comes_back()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        var again = await GrantAsync(key, Here);
        await EndAsync(key);
        await ReleaseAsync(key, created.Token);
        Assert.Equal(new StoreSignal.Recall(key, again.Token), Assert.Single(await BeatAsync(Here, Lease)));
    }

    [Fact]
    public async Task A_holder_that_was_dead_for_a_while_is_recalled_when_it_beats_again()
    {
        var (key, node) = (NewKey(), NodeId.New());
        var granted = await HeldByAsync(key, node);
        await EndAsync(key);
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new StoreSignal.Recall(key, granted.Token), Assert.Single(await BeatAsync(node, Lease)));
    }

    [Fact]
    public async Task All_who_wait_are_told()
    {
        var key = NewKey();
        var nodes = Enumerable.Range(0, 3).Select(_ => NodeId.New()).ToArray();
        var waiters = await Task.WhenAll(nodes.Select(node => ListeningNode.StartAsync(Store, node)));
        await CreateAsync(key);
        foreach (var node in nodes)
            await AssertHeldAsync(Here, key, node);
        await EndAsync(key);
        foreach (var waiter in waiters)
        {
            await waiter.HearsAsync(new StoreSignal.Free(key));
            await waiter.DisposeAsync();
        }
    }

    [Fact]
    public async Task Giving_back_the_lease_removes_what_is_left()
    {
        var (key, kept) = (NewKey(), NewKey());
        var created = await CreateAsync(key, Whole("a", 1));
        await CreateAsync(kept, Whole("a", 1));
        await EndAsync(key);
        await EndAsync(kept);
        Assert.Equal(0, await SweepAsync());

        await ReleaseAsync(key, created.Token);

        await BeatAsync(Here, TimeSpan.Zero);
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    public async Task What_a_dead_holder_leaves_is_removed_by_a_sweep()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await HeldByAsync(key, node);
        await EndAsync(key);
        Time.Advance(TimeSpan.FromSeconds(10) - Tick);
        Assert.Equal(0, await SweepAsync());
        Time.Advance(Tick);
        Assert.Equal(1, await SweepAsync());
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task A_session_that_no_live_node_holds_leaves_nothing()
    {
        var (free, dead, node) = (NewKey(), NewKey(), NodeId.New());
        await CreateAsync(free, AfterCommit.Release, Usual, Whole("a", 1));
        await HeldByAsync(dead, node);
        Time.Advance(TimeSpan.FromSeconds(10));

        Assert.True(await EndAsync(free));
        Assert.True(await EndAsync(dead));

        Assert.Empty(await BeatAsync(node, Lease));
        Time.Advance(Usual.Absolute);
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task Only_what_lives_can_be_ended()
    {
        var (never, expired, abandoned, twice, free) = (NewKey(), NewKey(), NewKey(), NewKey(), NewKey());
        await CreateAsync(expired, AfterCommit.Release, new Lifetime(TimeSpan.FromSeconds(1), Usual.Absolute));
        await CreateAsync(twice);
        await CreateAsync(free, AfterCommit.Release, Usual);
        await SendAsync(Change(abandoned, await CreateAsync(abandoned)) with { Then = AfterCommit.End, TellsEnd = true });
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(await EndAsync(never));
        Assert.False(await EndAsync(expired));
        Assert.False(await EndAsync(abandoned));
        Assert.True(await EndAsync(twice));
        Assert.False(await EndAsync(twice, EndReason.Displaced));
        Assert.True(await EndAsync(free));
        Assert.False(await EndAsync(free));
    }

    [Fact]
    public async Task A_new_session_under_the_same_key_is_a_fresh_one()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Release, Usual, Whole("a", 1), Whole("b", 1));
        var old = await GrantAsync(key, There);
        await EndAsync(key);
        Time.Advance(Tombstone.Kept);

        var created = await CreateAsync(key, Whole("b", 2));

        Assert.Equal((new StateVersion(1), 1), (created.Version, created.Token.Counter));
        Assert.Equal(["b"], ChangedNames(await FindAsync(key)));
        AssertValue(await FindAsync(key), "b", 2);
        Assert.Empty(await BeatAsync(There, Lease));
        AssertFenced(FenceReason.LeaseLost, await SendAsync(Change(key, old.Token, old.State.Version, Whole("a", 3)) with { Node = There }));
        await ReleaseAsync(key, old.Token);
        Committed(await SendAsync(Change(key, created, Whole("b", 3))));
        Assert.True(await EndAsync(key));
    }

    [Fact]
    public async Task A_touch_does_not_wake_an_ended_session()
    {
        var key = NewKey();
        await CreateAsync(key);
        await EndAsync(key);
        await TouchAsync(key);
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task An_end_leaves_other_sessions_alone()
    {
        var (key, other) = (NewKey(), NewKey());
        await CreateAsync(key, Whole("a", 1));
        var created = await CreateAsync(other, Whole("a", 2));
        await EndAsync(key);
        Assert.DoesNotContain(await BeatAsync(Here, Lease), recall => recall.Key == other);
        Committed(await SendAsync(Change(other, created, Whole("b", 3))));
        AssertValue(await FindAsync(other), "a", 2);
    }

    [Fact]
    public async Task An_end_in_the_midst_of_commits_lets_none_through_after_it()
    {
        var key = NewKey();
        var last = await CreateAsync(key, Whole("a", 0));
        var begun = new TaskCompletionSource();
        var holder = Task.Run(async () =>
        {
            for (var value = 1; ; value++)
            {
                if (await SendAsync(Change(key, last, Whole("a", (byte)value))) is not CommitOutcome.Committed committed)
                    return;
                last = committed;
                if (value == 10)
                    begun.SetResult();
            }
        });
        await begun.Task;

        Assert.True(await EndAsync(key));

        await AssertMissingAsync(key);
        await holder;
        AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, last, Whole("a", 1))));
    }

    [Fact]
    public async Task One_of_many_who_end_a_session_has_ended_it()
    {
        var key = NewKey();
        await CreateAsync(key);
        var ended = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => EndAsync(key))));
        Assert.Single(ended, true);
    }

    [Fact]
    public async Task An_end_that_is_cancelled_before_it_begins_ends_nothing()
    {
        var key = NewKey();
        await CreateAsync(key);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EndAsync(key, EndReason.Revoked, new CancellationToken(canceled: true)));
        await FindAsync(key);
    }

    // The node dies ten seconds from now.
    private async Task<AcquireOutcome.Granted> HeldByAsync(StateKey key, NodeId node)
    {
        await CreateAsync(key, AfterCommit.Release, Usual, Whole("a", 1));
        await BeatAsync(node, TimeSpan.FromSeconds(10));
        return await GrantAsync(key, node);
    }
}
