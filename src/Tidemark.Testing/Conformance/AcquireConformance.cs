using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>Who gets the lease.</summary>
public abstract class AcquireConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task A_session_that_was_never_created_is_missing() => await AssertMissingAsync(NewKey());

    [Fact]
    public async Task A_free_session_is_granted_with_its_whole_state()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Release, Usual, Whole("a", 1, 2), Whole("b"));
        Time.Advance(TimeSpan.FromMinutes(5));

        var granted = await GrantAsync(key, There);

        Assert.False(granted.Token.IsNone);
        Assert.Equal(new StateVersion(1), granted.State.Version);
        Assert.Equal(Time.GetUtcNow() - TimeSpan.FromMinutes(5), granted.State.Created);
        Assert.Equal(Usual, granted.State.Lifetime);
        Assert.Equal(Usual.Idle, granted.State.IdleRemaining);
        Assert.Equal(["a", "b"], ChangedNames(granted.State));
        Assert.Empty(granted.State.Unchanged);
        AssertValue(granted.State, "a", 1, 2);
        AssertValue(granted.State, "b");
    }

    [Fact]
    public async Task A_session_held_by_a_live_node_is_refused_with_who_and_how_long_and_what_for()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Release, Usual);
        await GrantAsync(key, Here);
        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(new AcquireOutcome.Held(Here, TimeSpan.FromSeconds(3), "acquire"), await AcquireAsync(key, There));
    }

    [Fact]
    public async Task The_creator_holds_the_lease_it_kept()
    {
        var key = NewKey();
        await CreateAsync(key);
        Assert.Equal(new AcquireOutcome.Held(Here, TimeSpan.Zero, "create"), await AcquireAsync(key, There));
    }

    [Fact]
    public async Task A_commit_that_keeps_the_lease_says_what_for_from_then_on()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        Time.Advance(TimeSpan.FromSeconds(3));
        await SendAsync(Change(key, created));
        Assert.Equal(new AcquireOutcome.Held(Here, TimeSpan.FromSeconds(3), "change"), await AcquireAsync(key, There));
    }

    [Fact]
    public async Task A_node_that_asks_again_is_granted_afresh_and_its_old_lease_is_fenced()
    {
        var key = NewKey();
        var created = await CreateAsync(key);

        var again = await GrantAsync(key, Here);

        Assert.NotEqual(created.Token, again.Token);
        AssertFenced(FenceReason.LeaseLost, await SendAsync(Change(key, created, Whole("a", 1))));
        Committed(await SendAsync(Change(key, again.Token, again.State.Version, Whole("a", 1))));
    }

    [Fact]
    public async Task A_lease_that_was_given_back_is_free()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        await ReleaseAsync(key, created.Token);
        await GrantAsync(key, There);
    }

    [Fact]
    public async Task Giving_back_a_lease_that_is_not_current_does_nothing()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        var again = await GrantAsync(key, Here);

        await ReleaseAsync(key, created.Token);
        await ReleaseAsync(key, LeaseToken.None);
        await ReleaseAsync(NewKey(), again.Token);

        Assert.IsType<AcquireOutcome.Held>(await AcquireAsync(key, There));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_counter_of_leases_goes_on_while_nobody_holds_one(long known)
    {
        var key = NewKey();
        var token = (await CreateAsync(key)).Token;
        Assert.Equal(1, token.Counter);
        for (var counter = 2; counter <= 5; counter++)
        {
            await ReleaseAsync(key, token);
            token = (await GrantAsync(key, counter % 2 == 0 ? There : Here, new StateVersion(known))).Token;
            Assert.Equal(counter, token.Counter);
        }
    }

    [Fact]
    public async Task Leases_never_share_their_random_part()
    {
        var key = NewKey();
        await CreateAsync(key);
        var leases = new HashSet<UInt128>();
        for (var i = 0; i < 100; i++)
            Assert.True(leases.Add((await GrantAsync(key, Here)).Token.Lease));
    }

    [Fact]
    public async Task A_read_neither_takes_nor_disturbs_a_lease()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        await FindAsync(key);
        Committed(await SendAsync(Change(key, created, Whole("a", 2)) with { Then = AfterCommit.Release }));
        await FindAsync(key);
        await GrantAsync(key, There);
    }

    [Fact]
    public async Task A_cancelled_acquire_takes_nothing()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Release, Usual);
        var request = new AcquireRequest(key, Here, StateVersion.None, "cancelled");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.AcquireAsync(request, new CancellationToken(canceled: true)));
        await GrantAsync(key, There);
    }
}
