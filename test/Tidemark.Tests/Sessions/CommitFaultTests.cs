using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

public sealed class CommitFaultTests
{
    private readonly Rig _rig = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_lost_call_is_repeated_and_applied_once(bool applied) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        (await session.GetAsync(Keys.Wizard))!.Step++;
        _rig.Store.Script(StoreVerb.Commit, applied ? StoreFault.AnswerLost : StoreFault.RequestLost);
        await _rig.UntilAsync(session.CompleteAsync().AsTask());

        Assert.Equal(2, _rig.Watched.Commits.Count);
        Assert.Single(_rig.Watched.Commits.Select(commit => commit.Id).Distinct());
        Assert.Equal(new StateVersion(2), (await _rig.StateAsync(id))!.Version);
        Assert.Equal(2, (await _rig.StoredAsync(id, Keys.Wizard))!.Step);
    });

    [Fact]
    public void A_store_that_stays_silent_makes_the_outcome_unknown() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.IsDown = true;

        var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CommitAsync().AsTask()));
        Assert.Equal(CommitFailure.Unknown, failure.Failure);
        Assert.IsType<SessionUnavailableException>(failure.InnerException);
        Assert.IsType<StoreUnavailableException>(failure.InnerException.InnerException);
        _rig.Store.IsDown = false;
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Committing_again_after_an_unknown_outcome_applies_each_change_once(bool applied) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        var wizard = (await session.GetAsync(Keys.Wizard))!;
        wizard.Step = 10;
        await FailAsync(session.CommitAsync, applied);

        wizard.Step = 11;
        await session.CompleteAsync();
        var state = (await _rig.StateAsync(id))!;
        Assert.Equal(new StateVersion(3), state.Version);
        Assert.Equal(11, (await _rig.StoredAsync(id, Keys.Wizard))!.Step);
    });

    [Fact]
    public void After_an_unknown_outcome_was_discarded_the_request_goes_on_from_what_the_store_has() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        await FailAsync(session.CommitAsync, applied: true);
        session.Discard();
        await session.SetAsync(Keys.Count, 1);

        await session.CompleteAsync();
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
        Assert.Equal(1, await _rig.StoredAsync(id, Keys.Count));
    });

    [Fact]
    public void A_fenced_commit_is_refused_and_the_others_state_stands() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        await _rig.StealAsync(id);

        var failure = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
        Assert.Equal(CommitFailure.Refused, failure.Failure);
        Assert.Contains(nameof(TidemarkOptions.NodeLease), failure.Message, StringComparison.Ordinal);
        Assert.Equal("Eve", await _rig.StoredAsync(id, Keys.Name));
    });

    [Fact]
    public void After_a_refused_commit_nothing_of_the_session_counts() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        await _rig.StealAsync(id);
        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CommitAsync());

        Assert.Throws<InvalidOperationException>(() => session.Read(Keys.Name));
        Assert.Throws<InvalidOperationException>(() => { _ = session.GetAsync(Keys.Name); });
        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
        await session.DisposeAsync();
        await using var again = await _rig.OpenAsync(id);
        Assert.Equal("Eve", again.Read(Keys.Name));
    });

    [Fact]
    public void A_refusal_that_follows_a_lost_answer_is_no_proof_that_nothing_was_applied() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        await FailAsync(session.CommitAsync, applied: true);
        await _rig.StealAsync(id);
        for (var i = 0; i < 8; i++)
            await _rig.StealAsync(id);

        // The store remembers the last commits only: this one is forgotten, and now it can but say that the lease is lost.
        await using (var other = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))
        {
            for (var i = 0; i < 10; i++)
            {
                await other!.SetAsync(Keys.Count, i);
                await other.CommitAsync();
            }
        }

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failure = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CommitAsync());
            Assert.Equal(CommitFailure.Unknown, failure.Failure);
        }
    });

    [Fact]
    public void What_may_have_been_applied_stays_unknown_when_the_node_cannot_even_beat_any_more() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        await FailAsync(session.CommitAsync, applied: true);
        _rig.Store.IsDown = true;
        _rig.Time.Advance(TimeSpan.FromSeconds(10));

        var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CommitAsync().AsTask()));
        Assert.Equal(CommitFailure.Unknown, failure.Failure);
        _rig.Store.IsDown = false;
    });

    [Fact]
    public void A_commit_that_failed_for_good_leaves_the_session_free_for_others() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            await session.SetAsync(Keys.Name, "Bob");
            _rig.Store.IsDown = true;
            await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CommitAsync().AsTask()));
            await _rig.UntilAsync(session.DisposeAsync().AsTask());
        }

        _rig.Store.IsDown = false;
        await using var other = await _rig.UntilAsync(_rig.NewNode().OpenAsync(id, SessionAccess.Exclusive).AsTask());
        Assert.Equal("Ada", other!.Read(Keys.Name));
    });

    [Fact]
    public void A_cancelled_commit_can_be_finished() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        using var aborted = new CancellationTokenSource();
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLate(TimeSpan.FromSeconds(1)));
        var commit = session.CommitAsync(aborted.Token).AsTask();
        aborted.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => commit);

        await session.SetAsync(Keys.Count, 1);
        await session.CompleteAsync();
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
        Assert.Equal(1, await _rig.StoredAsync(id, Keys.Count));
        Assert.Equal(new StateVersion(3), (await _rig.StateAsync(id))!.Version);
    });

    [Fact]
    public void A_creation_whose_answer_was_lost_makes_one_session() => OneThread.Run(_rig.Time, async () =>
    {
        await using var session = _rig.First.Create();
        await session.SetAsync(Keys.Name, "Ada");
        await FailAsync(session.CommitAsync, applied: true);
        Assert.True(session.IsNew);
        await session.CompleteAsync();

        Assert.False(session.IsNew);
        Assert.Equal(new StateVersion(1), (await _rig.StateAsync(session.Id))!.Version);
        await using var again = await _rig.NewNode().OpenAsync(session.Id, SessionAccess.Exclusive);
        Assert.Equal("Ada", again!.Read(Keys.Name));
    });

    [Fact]
    public void A_creation_nobody_waited_for_does_not_stay_held() => OneThread.Run(_rig.Time, async () =>
    {
        SessionId id;
        await using (var session = _rig.First.Create())
        {
            await session.SetAsync(Keys.Name, "Ada");
            id = session.Id;
            await FailAsync(session.CommitAsync, applied: true);
        }

        await using var other = await _rig.UntilAsync(_rig.NewNode().OpenAsync(id, SessionAccess.Exclusive).AsTask());
        Assert.NotNull(other);
    });

    // The first attempt reaches the store, or does not; no answer ever arrives.
    private async Task FailAsync(Func<CancellationToken, ValueTask> commit, bool applied)
    {
        _rig.Store.Script(StoreVerb.Commit, applied ? StoreFault.AnswerLost : StoreFault.RequestLost);
        var attempt = commit(CancellationToken.None).AsTask();
        _rig.Store.IsDown = true;
        var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(attempt));
        Assert.Equal(CommitFailure.Unknown, failure.Failure);
        await _rig.ReturnAsync();
    }
}
