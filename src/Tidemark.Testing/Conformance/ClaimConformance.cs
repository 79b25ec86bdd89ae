using System.Collections.Concurrent;
using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>That an end is one node's to tell at a time, until it is forgotten.</summary>
public abstract class ClaimConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task An_end_is_claimed_once_while_the_claim_lasts_and_again_when_it_has_run_out()
    {
        var key = await EndedAsync();
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(key, Assert.Single(await ClaimAsync(Claim)).Key);
            Assert.Empty(await ClaimAsync(Claim));
            Time.Advance(Claim - Tick);
            Assert.Empty(await ClaimAsync(Claim));
            Time.Advance(Tick);
        }
    }

    [Fact]
    public async Task The_end_of_one_session_is_claimed_by_its_key_and_that_of_no_other()
    {
        var (key, other) = (await EndedAsync(), await EndedAsync());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.ClaimEndAsync(key, -Tick, default));
        var claimed = await Store.ClaimEndAsync(key, Claim, default);
        Assert.Equal(key, claimed?.Key);
        Assert.Null(await Store.ClaimEndAsync(key, Claim, default));
        Assert.Equal(other, Assert.Single(await ClaimAsync(Claim)).Key);
        Assert.Null(await Store.ClaimEndAsync(other, Claim, default));
        Time.Advance(Claim);
        var again = await Store.ClaimEndAsync(key, Claim, default);
        Assert.Equal((claimed!.Reason, claimed.At, claimed.State.Version), (again!.Reason, again.At, again.State.Version));
    }

    [Fact]
    public async Task What_is_not_over_or_is_to_be_told_to_nobody_is_not_claimed_by_its_key()
    {
        var (live, quiet) = (NewKey(), NewKey());
        await SendAsync(Creation(live, Whole("a", 1)) with { TellsEnd = true, Then = AfterCommit.Release });
        await SendAsync(Creation(quiet, Whole("a", 1)) with { Then = AfterCommit.Release });
        Assert.Null(await Store.ClaimEndAsync(live, Claim, default));
        Assert.Null(await Store.ClaimEndAsync(NewKey(), Claim, default));
        Time.Advance(Usual.Idle);
        Assert.Null(await Store.ClaimEndAsync(quiet, Claim, default));
        Assert.Equal(EndReason.Idle, (await Store.ClaimEndAsync(live, Claim, default))?.Reason);
    }

    [Fact]
    public async Task It_is_told_the_same_way_again()
    {
        await SendAsync(Creation(NewKey(), Whole("a", 1)) with { TellsEnd = true, Then = AfterCommit.Release });
        Time.Advance(Usual.Idle);
        var first = Assert.Single(await ClaimAsync(Claim));
        Time.Advance(Claim);
        var second = Assert.Single(await ClaimAsync(Claim));
        Assert.Equal((first.Key, first.Reason, first.At, first.State.Version), (second.Key, second.Reason, second.At, second.State.Version));
        AssertValue(second.State, "a", 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_forgotten_end_is_never_told_and_gone(bool isClaimed)
    {
        var key = await EndedAsync();
        if (isClaimed)
            await ClaimAsync(Claim);
        await ForgetAsync(key);
        Time.Advance(Claim);
        Assert.Empty(await ClaimAsync(Claim));
        Time.Advance(ISessionEnds.Untold);
        Assert.Equal(0, await SweepAsync());
        await ForgetAsync(key);
    }

    [Fact]
    public async Task A_claim_takes_no_more_than_its_limit()
    {
        var keys = new List<StateKey>();
        for (var number = 0; number < 7; number++)
            keys.Add(await EndedAsync());
        Assert.Empty(await ClaimAsync(Claim, limit: 0));
        var claimed = new List<StateKey>();
        foreach (var expected in new[] { 3, 3, 1, 0 })
        {
            var ends = await ClaimAsync(Claim, limit: 3);
            Assert.Equal(expected, ends.Count);
            claimed.AddRange(ends.Select(end => end.Key));
        }

        Assert.Equal(Sorted(keys), Sorted(claimed));
    }

    [Fact]
    public async Task A_negative_limit_or_claim_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ClaimAsync(Claim, limit: -1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ClaimAsync(-Tick));
    }

    [Fact]
    public async Task Forgetting_passes_over_what_is_not_over_or_not_there()
    {
        var (held, free) = (NewKey(), NewKey());
        var created = Committed(await SendAsync(Creation(held, Whole("a", 1)) with { TellsEnd = true }));
        await SendAsync(Creation(free, Whole("a", 2)) with { TellsEnd = true, Then = AfterCommit.Release });
        var over = await EndedAsync();

        await ForgetAsync(NewKey(), held, free, over);
        await ForgetAsync();

        Committed(await SendAsync(Change(held, created, Whole("b", 3))));
        AssertValue(await FindAsync(free), "a", 2);
        await EndAsync(held);
        await EndAsync(free);
        Assert.Equal(Sorted([held, free]), Sorted((await ClaimAsync(Claim)).Select(end => end.Key)));
    }

    [Fact]
    public async Task Forgetting_an_end_keeps_recalling_a_holder_that_has_still_to_hear_of_it()
    {
        var key = NewKey();
        var created = Committed(await SendAsync(Creation(key, Whole("a", 1)) with { TellsEnd = true }));
        await EndAsync(key);
        await ClaimAsync(Claim);

        await ForgetAsync(key);

        for (var beat = 0; beat < 2; beat++)
            Assert.Equal(new StoreSignal.Recall(key, created.Token), Assert.Single(await BeatAsync(Here, TimeSpan.FromDays(2))));
        await AssertMissingAsync(key);
        Assert.Equal(0, await SweepAsync());
        Time.Advance(ISessionEnds.Untold);
        Assert.Empty(await ClaimAsync(Claim));
        Assert.Equal(0, await SweepAsync());
        await ReleaseAsync(key, created.Token);
        Assert.Empty(await BeatAsync(Here, TimeSpan.Zero));
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task Forgetting_an_end_whose_holder_is_dead_leaves_nothing()
    {
        var (key, node) = (NewKey(), NodeId.New());
        await BeatAsync(node, TimeSpan.FromSeconds(10));
        await SendAsync(Creation(key) with { TellsEnd = true, Node = node });
        await EndAsync(key);
        Time.Advance(TimeSpan.FromSeconds(10));
        await ForgetAsync(key);
        Assert.Empty(await BeatAsync(node, TimeSpan.FromSeconds(10)));
        Time.Advance(ISessionEnds.Untold);
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task Live_sessions_that_look_due_do_not_hide_ends()
    {
        var held = new List<StateKey>();
        for (var number = 0; number < 10; number++)
        {
            held.Add(NewKey());
            await SendAsync(Creation(held[number]) with { TellsEnd = true });
        }

        Time.Advance(TimeSpan.FromSeconds(1));
        var free = NewKey();
        await SendAsync(Creation(free) with { TellsEnd = true, Then = AfterCommit.Release });
        Time.Advance(Usual.Idle);
        Assert.Equal(free, Assert.Single(await ClaimAsync(Claim, limit: 1)).Key);
        Assert.Empty(await ClaimAsync(Claim, limit: 1));
        foreach (var key in held)
            await FindAsync(key);
    }

    [Fact]
    public async Task A_session_whose_life_was_shortened_is_told_at_its_new_end()
    {
        var key = NewKey();
        var created = Committed(await SendAsync(Creation(key) with { TellsEnd = true }));
        Assert.Empty(await ClaimAsync(Claim));
        await SendAsync(Change(key, created) with { Lifetime = new Lifetime(TimeSpan.FromMinutes(1), Usual.Absolute), Then = AfterCommit.Release });
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Time.GetUtcNow(), Assert.Single(await ClaimAsync(Claim)).At);
    }

    [Fact]
    public async Task Nodes_that_claim_at_once_share_the_ends()
    {
        var keys = new List<StateKey>();
        for (var number = 0; number < 60; number++)
            keys.Add(await EndedAsync());
        var claimed = new ConcurrentBag<StateKey>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (await ClaimAsync(Claim, limit: 5) is { Count: > 0 } ends)
            {
                foreach (var end in ends)
                    claimed.Add(end.Key);
                await ForgetAsync([.. ends.Select(end => end.Key)]);
            }
        })));

        Assert.Equal(Sorted(keys), Sorted(claimed));
        Time.Advance(Claim);
        Assert.Empty(await ClaimAsync(Claim));
    }

    private async Task<StateKey> EndedAsync()
    {
        var key = NewKey();
        await SendAsync(Creation(key, Whole("a", 1)) with { TellsEnd = true, Then = AfterCommit.Release });
        Assert.True(await EndAsync(key));
        return key;
    }

    private static string[] Sorted(IEnumerable<StateKey> keys) => [.. keys.Select(key => Convert.ToHexString(key.Bytes)).Order(StringComparer.Ordinal)];
}
