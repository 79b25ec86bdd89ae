using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>What counts as the last use of a session that is told of later.</summary>
public abstract class UseConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task A_lease_that_was_kept_without_use_is_given_back_as_of_its_last_use()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        Time.Advance(TimeSpan.FromMinutes(15));
        await ReleaseAsync(key, created.Token, unused: TimeSpan.FromMinutes(10));
        await AssertRemainingAsync(10, key);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(int.MaxValue)]
    public async Task A_release_takes_no_later_use_back(int unusedMinutes)
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        Time.Advance(TimeSpan.FromMinutes(15));
        await ReleaseAsync(key, created.Token, TimeSpan.FromMinutes(unusedMinutes));
        await AssertRemainingAsync(5, key);
    }

    [Fact]
    public async Task A_session_that_only_its_lease_kept_alive_is_over_when_that_is_given_back()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        Time.Advance(Usual.Idle * 2);
        await FindAsync(key);
        await ReleaseAsync(key, created.Token, Usual.Idle);
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task A_head_says_what_a_read_says_without_the_attributes_and_is_no_use()
    {
        var (key, user) = (NewKey(), UserKey.From("conformance", "alice"));
        Assert.Null(await Store.ReadHeadAsync(key, default));
        await SendAsync(Creation(key) with { User = user, Then = AfterCommit.Release });
        Time.Advance(TimeSpan.FromMinutes(5));
        var state = await FindAsync(key);
        Assert.Equal(
            new SessionHead(state.Version, user, TimeSpan.FromMinutes(5), state.Lifetime, state.IdleRemaining), await Store.ReadHeadAsync(key, default));
        Time.Advance(Usual.Idle - TimeSpan.FromMinutes(5));
        Assert.Null(await Store.ReadHeadAsync(key, default));
    }

    [Fact]
    public async Task A_touch_tells_when_a_session_was_used_and_a_later_use_stays_the_last_one()
    {
        var (key, other) = (NewKey(), NewKey());
        await CreateAsync(key, AfterCommit.Release, Usual);
        await CreateAsync(other, AfterCommit.Release, Usual);
        Time.Advance(TimeSpan.FromMinutes(15));

        await Store.TouchAsync(
            [new SessionUse(key, TimeSpan.FromMinutes(5)), new SessionUse(NewKey(), default), new SessionUse(other, TimeSpan.FromMinutes(1))], default);

        await AssertRemainingAsync(15, key);
        await AssertRemainingAsync(19, other);
        await Store.TouchAsync([new SessionUse(key, TimeSpan.FromMinutes(6)), new SessionUse(other, TimeSpan.MaxValue)], default);
        await AssertRemainingAsync(15, key);
        await AssertRemainingAsync(19, other);
    }

    [Fact]
    public async Task A_use_that_is_yet_to_come_counts_as_one_of_now()
    {
        var key = NewKey();
        await CreateAsync(key, AfterCommit.Release, Usual);
        Time.Advance(TimeSpan.FromMinutes(15));
        await Store.TouchAsync([new SessionUse(key, TimeSpan.FromMinutes(-5))], default);
        await AssertRemainingAsync(20, key);
    }

    private async Task AssertRemainingAsync(int minutes, StateKey key) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), (await FindAsync(key)).IdleRemaining);
}
