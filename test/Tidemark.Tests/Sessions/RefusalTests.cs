using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>What a store certainly did not do is told at once, and as that; only what may have been done is asked for again.</summary>
public sealed class RefusalTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void A_full_store_refuses_a_commit_at_once_and_the_same_request_commits_once_there_is_room() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.IsFull = true;
        var (calls, began) = (_rig.Store.Calls(StoreVerb.Commit), _rig.Time.GetUtcNow());

        var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CommitAsync().AsTask()));
        Assert.Equal(CommitFailure.Refused, failure.Failure);
        Assert.Contains("Nothing was applied", failure.Message, StringComparison.Ordinal);
        Assert.True(Assert.IsType<SessionUnavailableException>(failure.InnerException).IsRefused);
        Assert.Equal(calls + 1, _rig.Store.Calls(StoreVerb.Commit));
        Assert.Equal(began, _rig.Time.GetUtcNow());

        _rig.Store.IsFull = false;
        await session.CompleteAsync();
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
        Assert.Equal(new StateVersion(2), (await _rig.StateAsync(id))!.Version);
    });

    [Fact]
    public void A_full_store_has_no_new_session_and_nothing_is_left_of_it() => OneThread.Run(_rig.Time, async () =>
    {
        await _rig.StoreAsync();
        _rig.Store.IsFull = true;
        SessionId id;
        await using (var session = _rig.First.Create())
        {
            id = session.Id;
            await session.SetAsync(Keys.Name, "Bob");
            var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CommitAsync().AsTask()));
            Assert.Equal(CommitFailure.Refused, failure.Failure);
        }

        _rig.Store.IsFull = false;
        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void What_is_refused_for_a_moment_is_asked_again() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.Script(StoreVerb.Commit, StoreFault.RefusedForNow, StoreFault.RefusedForNow);
        await _rig.UntilAsync(session.CompleteAsync().AsTask());
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
    });

    [Fact]
    public void What_is_refused_for_as_long_as_anybody_asks_was_not_applied() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.Script(StoreVerb.Commit, [.. Enumerable.Repeat(StoreFault.RefusedForNow, 1000)]);
        var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CommitAsync().AsTask()));
        Assert.Equal(CommitFailure.Refused, failure.Failure);
    });

    [Fact]
    public void A_refusal_after_a_lost_answer_leaves_the_outcome_unknown() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLost, StoreFault.Refused);
        var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CommitAsync().AsTask()));
        Assert.Equal(CommitFailure.Unknown, failure.Failure);
        await session.CompleteAsync();
        Assert.Equal(new StateVersion(2), (await _rig.StateAsync(id))!.Version);
    });

    [Fact]
    public void A_sign_out_that_was_refused_is_done_later() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            session.Abandon();
            _rig.Store.Script(StoreVerb.Commit, StoreFault.Refused);
            var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CompleteAsync().AsTask()));

            // It is done, and so was not refused.
            Assert.Equal(CommitFailure.Unknown, failure.Failure);
            Assert.Contains("has not ended yet", failure.Message, StringComparison.Ordinal);
        }

        await Task.Delay(_rig.Options.NodeLease, _rig.Time);
        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void A_damaged_session_is_an_error_of_its_own_and_can_be_ended() => OneThread.Run(_rig.Time, async () =>
    {
        var (id, well) = (await _rig.StoreAsync(), await _rig.StoreAsync());
        _rig.Store.Script(StoreVerb.Acquire, StoreFault.Damaged);
        var calls = _rig.Store.Calls(StoreVerb.Acquire);
        var damaged = await Assert.ThrowsAsync<SessionDamagedException>(() => _rig.UntilAsync(_rig.OpenAsync(id)));
        Assert.Contains("This record is damaged", damaged.Message, StringComparison.Ordinal);
        Assert.Equal(calls + 1, _rig.Store.Calls(StoreVerb.Acquire));
        await using (var other = await _rig.OpenAsync(well))
            Assert.Equal("Ada", other.Read(Keys.Name) ?? "Ada");
        Assert.True(await _rig.First.EndAsync(id, TestContext.Current.CancellationToken));
        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void A_sign_out_ends_what_is_damaged_by_then() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        session.Abandon();
        _rig.Store.Script(StoreVerb.Commit, StoreFault.Damaged);
        await _rig.UntilAsync(session.CompleteAsync().AsTask());
        Assert.Equal(1, _rig.Store.Calls(StoreVerb.End));
        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void The_lease_of_a_damaged_session_is_not_given_back_again_and_again() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var session = await _rig.OpenAsync(id);
        _rig.Store.Script(StoreVerb.Release, StoreFault.Damaged, StoreFault.Damaged, StoreFault.Damaged);
        await session.DisposeAsync();
        await _rig.First.DisposeAsync();
        Assert.InRange(_rig.Store.Calls(StoreVerb.Release), 0, 1);
    });
}
