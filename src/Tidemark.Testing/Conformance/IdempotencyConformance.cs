using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>That a commit which is sent again, because its answer was lost, is applied once.</summary>
public abstract class IdempotencyConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    [Theory]
    [InlineData(AfterCommit.Keep)]
    [InlineData(AfterCommit.Release)]
    public async Task A_commit_sent_again_is_answered_again_and_applied_once(AfterCommit then)
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        var request = Change(key, created, Whole("a", 2)) with { Then = then };

        var first = Committed(await SendAsync(request));
        var second = Committed(await SendAsync(request));

        Assert.Equal(first, second);
        Assert.Equal(then == AfterCommit.Release, first.Token.IsNone);
        Assert.Equal(new StateVersion(2), (await FindAsync(key)).Version);
    }

    [Fact]
    public async Task A_creation_sent_again_is_answered_again()
    {
        var key = NewKey();
        var request = Change(key, LeaseToken.None, StateVersion.None, Whole("a", 1));
        var first = Committed(await SendAsync(request));
        Assert.Equal(first, Committed(await SendAsync(request)));
        Committed(await SendAsync(Change(key, first, Whole("a", 2))));
    }

    [Fact]
    public async Task A_commit_sent_again_changes_nothing_after_another_node_committed()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        var request = Change(key, created, Whole("a", 2)) with { Then = AfterCommit.Release };
        var first = Committed(await SendAsync(request));
        var other = await GrantAsync(key, There);
        await SendAsync(Change(key, other.Token, other.State.Version, Whole("a", 3)) with { Node = There });

        Assert.Equal(first, Committed(await SendAsync(request)));

        var state = await FindAsync(key);
        Assert.Equal(new StateVersion(3), state.Version);
        AssertValue(state, "a", 3);
        Assert.Equal(There, Assert.IsType<AcquireOutcome.Held>(await AcquireAsync(key, Here)).Holder);
    }

    [Fact]
    public async Task A_commit_without_differences_is_remembered_too()
    {
        var key = NewKey();
        var created = await CreateAsync(key, Whole("a", 1));
        var request = Change(key, created) with { Then = AfterCommit.Release };
        var first = Committed(await SendAsync(request));
        Assert.Equal(first, Committed(await SendAsync(request)));
    }

    [Fact]
    public async Task The_last_eight_commits_are_remembered_and_older_ones_are_refused()
    {
        var key = NewKey();
        var last = await CreateAsync(key);
        var sent = new List<(CommitRequest Request, CommitOutcome.Committed Answer)>();
        for (byte i = 0; i < 9; i++)
        {
            var request = Change(key, last, Whole("a", i));
            last = Committed(await SendAsync(request));
            sent.Add((request, last));
        }

        AssertFenced(FenceReason.WrongBase, await SendAsync(sent[0].Request));
        foreach (var (request, answer) in sent.Skip(1))
            Assert.Equal(answer, await SendAsync(request));
        AssertValue(await FindAsync(key), "a", 8);
    }

    [Fact]
    public async Task A_commit_sent_again_is_not_use()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        var request = Change(key, created, Whole("a", 1));
        await SendAsync(request);
        Time.Advance(TimeSpan.FromMinutes(5));
        await SendAsync(request);
        Assert.Equal(Usual.Idle - TimeSpan.FromMinutes(5), (await FindAsync(key)).IdleRemaining);
    }

    [Fact]
    public async Task A_refused_commit_is_judged_anew_when_it_is_sent_again()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        var early = Change(key, created.Token, new StateVersion(2), Whole("a", 2));
        AssertFenced(FenceReason.WrongBase, await SendAsync(early));
        await SendAsync(Change(key, created, Whole("a", 1)));
        Assert.Equal(new StateVersion(3), Committed(await SendAsync(early)).Version);
    }

    [Fact]
    public async Task The_same_commit_id_in_another_session_is_another_commit()
    {
        var (one, other) = (NewKey(), NewKey());
        var request = Change(one, LeaseToken.None, StateVersion.None, Whole("a", 1));
        await SendAsync(request);
        Committed(await SendAsync(request with { Key = other }));
        await FindAsync(other);
    }

    [Fact]
    public async Task Twins_of_a_commit_sent_at_once_apply_once()
    {
        var key = NewKey();
        var created = await CreateAsync(key);
        var request = Change(key, created, Whole("a", 1)) with { Then = AfterCommit.Release };
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => SendAsync(request))));
        Assert.Single(answers.Distinct());
        Assert.Equal(new StateVersion(2), Committed(answers[0]).Version);
        Assert.Equal(new StateVersion(2), (await FindAsync(key)).Version);
    }
}
