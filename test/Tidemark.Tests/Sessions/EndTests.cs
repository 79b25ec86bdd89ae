using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

public sealed class EndTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void An_abandoned_session_is_empty_at_once_and_dead_after_the_commit() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        session.Abandon();

        Assert.True(session.IsAbandoned);
        Assert.Empty(session.Names);
        Assert.Null(session.Read(Keys.Name));
        Assert.Null(await session.GetAsync(Keys.Cart));
        await session.CompleteAsync();
        Assert.Null(await _rig.StateAsync(id));
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Exclusive));
    });

    [Fact]
    public void Abandoning_without_a_commit_ends_nothing() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
            session.Abandon();

        Assert.Equal("Ada", await _rig.StoredAsync(id, Keys.Name));
    });

    [Fact]
    public void An_abandoned_new_session_never_reaches_the_store() => OneThread.Run(_rig.Time, async () =>
    {
        await using var session = _rig.First.Create();
        await session.SetAsync(Keys.Name, "Ada");
        session.Abandon();
        await session.CompleteAsync();

        Assert.Empty(_rig.Watched.Commits);
    });

    [Fact]
    public void To_abandon_what_expired_meanwhile_is_no_failure() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        session.Abandon();
        _rig.Time.Advance(TimeSpan.FromHours(30));
        await session.CompleteAsync();

        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void An_end_that_could_not_be_told_is_told_later() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            session.Abandon();
            _rig.Store.IsDown = true;
            await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CompleteAsync().AsTask()));
            await _rig.UntilAsync(session.DisposeAsync().AsTask());
        }

        Assert.NotNull(await _rig.StateAsync(id));
        _rig.Store.IsDown = false;
        await _rig.UntilAsync(Gone());

        async Task Gone()
        {
            while (await _rig.StateAsync(id) is not null)
                await Task.Yield();
        }
    });

    [Fact]
    public void The_end_of_an_old_id_that_is_repeated_under_a_lease_in_doubt_is_known_by_its_tombstone() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.RegenerateIdAsync();
        _rig.Store.Script(StoreVerb.Commit, StoreFault.None, StoreFault.AnswerLost, StoreFault.RequestLost);
        var ending = session.CompleteAsync().AsTask();
        await Task.Yield();
        var granted = Assert.IsType<AcquireOutcome.Granted>(Assert.Single(_rig.Watched.Acquired));
        _rig.Watched.Signal(_rig.First.Node, new StoreSignal.Recall(_rig.KeyOf(id), granted.Token.Next().Next()));

        await ending;
        Assert.Null(await _rig.StateAsync(id));
        Assert.NotNull(await _rig.StateAsync(session.Id));
    });

    [Fact]
    public void A_session_may_have_an_idle_time_of_its_own() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(id))
        {
            session.IdleTimeout = TimeSpan.FromHours(2);
            await session.CompleteAsync();
        }

        Assert.Empty(Assert.Single(_rig.Watched.Commits).Differences);
        _rig.Time.Advance(TimeSpan.FromMinutes(119));
        await using (var later = await _rig.OpenAsync(id))
        {
            Assert.Equal(TimeSpan.FromHours(2), later.IdleTimeout);
            await later.SetAsync(Keys.Count, 1);
            await later.CompleteAsync();
        }

        _rig.Time.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(1, await _rig.StoredAsync(id, Keys.Count));
        _rig.Time.Advance(TimeSpan.FromMinutes(121));
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Exclusive));
    });

    [Fact]
    public void A_lifetime_that_was_discarded_is_not_sent() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        session.AbsoluteTimeout = TimeSpan.FromMinutes(1);
        session.Discard();
        await session.CompleteAsync();

        Assert.Empty(_rig.Watched.Commits);
        Assert.Throws<ArgumentOutOfRangeException>(() => _rig.First.Create().IdleTimeout = TimeSpan.Zero);
    });

    [Fact]
    public void A_session_that_expired_while_it_was_held_is_refused_and_says_so() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Time.Advance(TimeSpan.FromHours(25));

        var failure = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
        Assert.Equal(CommitFailure.Refused, failure.Failure);
        Assert.Contains("expired", failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void One_trip_commits_and_gives_the_lease_back() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        var waiter = _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive).AsTask();
        await session.CompleteAsync();

        Assert.Equal(AfterCommit.Release, Assert.Single(_rig.Watched.Commits).Then);
        await using var other = await _rig.UntilAsync(waiter);
        Assert.Equal("Bob", other!.Read(Keys.Name));
        Assert.Equal(0, _rig.Store.Calls(StoreVerb.Release));
    });
}
