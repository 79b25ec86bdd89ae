using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>Which commits are refused, and that a refused commit leaves no trace.</summary>
public abstract class FencingConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Fact]
    public async Task Nothing_sent_under_an_earlier_lease_is_accepted()
    {
        var (key, tokens) = (NewKey(), new List<LeaseToken>());
        var created = await CreateAsync(key, Whole("a", 1));
        var token = created.Token;
        for (var i = 0; i < 4; i++)
        {
            tokens.Add(token);
            await ReleaseAsync(key, token);
            token = (await GrantAsync(key, There)).Token;
            foreach (var old in tokens)
                AssertFenced(FenceReason.LeaseLost, await SendAsync(Change(key, old, created.Version, Whole("a", 2))));
        }

        AssertValue(await FindAsync(key), "a", 1);
    }

    [Fact]
    public async Task A_lease_that_was_given_back_commits_nothing()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        await ReleaseAsync(key, created.Token);
        AssertFenced(FenceReason.LeaseLost, await SendAsync(Change(key, created, Whole("a", 2))));
        AssertValue(await FindAsync(key), "a", 1);
    }

    [Fact]
    public async Task A_token_is_more_than_its_counter()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        var forged = created.Token with { Lease = created.Token.Lease ^ 1 };
        AssertFenced(FenceReason.LeaseLost, await SendAsync(Change(key, forged, created.Version, Whole("a", 2))));
        forged = created.Token with { Counter = created.Token.Counter + 1 };
        AssertFenced(FenceReason.LeaseLost, await SendAsync(Change(key, forged, created.Version, Whole("a", 2))));
        AssertValue(await FindAsync(key), "a", 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Differences_from_another_version_are_refused(long from)
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        var second = Committed(await SendAsync(Change(key, created, Whole("a", 2))));

        AssertFenced(FenceReason.WrongBase, await SendAsync(Change(key, second.Token, new StateVersion(from), Whole("a", 3), Gone("b"))));

        var state = await FindAsync(key);
        Assert.Equal(second.Version, state.Version);
        AssertValue(state, "a", 2);
        Committed(await SendAsync(Change(key, second, Whole("a", 3))));
    }

    [Fact]
    public async Task A_refused_commit_changes_neither_values_nor_lifetime_nor_lease()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        Time.Advance(TimeSpan.FromMinutes(1));
        var longer = new Lifetime(TimeSpan.FromDays(1), TimeSpan.FromDays(2));

        AssertFenced(FenceReason.WrongBase, await SendAsync(
            Change(key, created.Token, new StateVersion(7), Whole("a", 2), Whole("b", 2)) with { Lifetime = longer, Then = AfterCommit.Release }));
        AssertFenced(FenceReason.LeaseLost, await SendAsync(
            Change(key, created.Token.Next(), created.Version, Gone("a")) with { Lifetime = longer, Then = AfterCommit.End }));

        var state = await FindAsync(key);
        Assert.Equal(created.Version, state.Version);
        Assert.Equal(Usual, state.Lifetime);
        Assert.Equal(Usual.Idle - TimeSpan.FromMinutes(1), state.IdleRemaining);
        Assert.Equal(["a"], ChangedNames(state));
        Assert.IsType<AcquireOutcome.Held>(await AcquireAsync(key, There));
    }

    [Fact]
    public async Task Creating_a_session_that_exists_is_refused()
    {
        var key = NewKey();
        await CreateAsync(key, Whole("a", 1));
        AssertFenced(FenceReason.SessionExists, await SendAsync(Change(key, LeaseToken.None, StateVersion.None, Whole("a", 2))));
        AssertValue(await FindAsync(key), "a", 1);
    }

    [Fact]
    public async Task Creating_a_session_from_a_version_is_refused()
    {
        var key = NewKey();
        AssertFenced(FenceReason.WrongBase, await SendAsync(Change(key, LeaseToken.None, new StateVersion(1), Whole("a", 2))));
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task Changing_a_session_that_is_not_there_is_refused()
    {
        var key = NewKey();
        var token = LeaseToken.None.Next();
        AssertFenced(FenceReason.SessionGone, await SendAsync(Change(key, token, StateVersion.None, Whole("a", 2))));
        await AssertMissingAsync(key);
    }

    [Fact]
    public async Task The_lease_of_an_ended_session_is_worth_nothing_in_the_next_one()
    {
        var key = NewKey();
        var first = await CreateAsync(key, Whole("a", 1));
        await SendAsync(Change(key, first) with { Then = AfterCommit.End });
        Time.Advance(Tombstone.Kept);
        var second = await CreateAsync(key, Whole("a", 2));
        Assert.Equal(first.Token.Counter, second.Token.Counter);
        AssertFenced(FenceReason.LeaseLost, await SendAsync(Change(key, first, Whole("a", 3))));
        AssertValue(await FindAsync(key), "a", 2);
    }

    [Fact]
    public async Task A_cancelled_commit_changes_nothing()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.CommitAsync(Change(key, created, Whole("a", 2)), new CancellationToken(canceled: true)));
        AssertValue(await FindAsync(key), "a", 1);
    }
}
