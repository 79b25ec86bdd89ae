using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>Requests that share a session and set how long it lives: each setting is a change of its own.</summary>
public sealed class LifetimeTests
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private readonly Rig _rig = new();

    [Fact]
    public void A_request_that_commits_something_else_at_the_same_time_leaves_it_as_it_is() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var sets = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var writes = await _rig.OpenAsync(id, SessionAccess.Shared);
        await writes.SetAsync(Keys.Count, 1);
        sets.IdleTimeout = Month;
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLate(TimeSpan.FromMilliseconds(300)));
        var first = sets.CompleteAsync().AsTask();
        var second = writes.CompleteAsync().AsTask();
        await first;
        await second;

        Assert.Equal(Month, (await _rig.StateAsync(id))!.Lifetime.Idle);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Once_it_is_stored_a_request_sends_it_no_more(bool isTheSameAsBefore) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var first = await _rig.OpenAsync(id, SessionAccess.Shared);
        first.IdleTimeout = isTheSameAsBefore ? _rig.Options.IdleTimeout : TimeSpan.FromMinutes(25);
        await first.StandByAsync();
        await using (var other = await _rig.OpenAsync(id, SessionAccess.Shared))
        {
            other.IdleTimeout = Month;
            await other.CompleteAsync();
        }

        await first.CompleteAsync();
        Assert.Equal(Month, (await _rig.StateAsync(id))!.Lifetime.Idle);
    });

    [Fact]
    public void An_answer_that_was_lost_is_no_reason_to_send_it_for_ever() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var first = await _rig.OpenAsync(id, SessionAccess.Shared);
        first.IdleTimeout = TimeSpan.FromMinutes(25);
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLate(TimeSpan.FromSeconds(6)));
        await Assert.ThrowsAsync<SessionCommitException>(async () => await first.CommitAsync());
        await first.StandByAsync();
        await using (var other = await _rig.OpenAsync(id, SessionAccess.Shared))
        {
            other.IdleTimeout = Month;
            await other.CompleteAsync();
        }

        await first.SetAsync(Keys.Count, 1);
        await first.CompleteAsync();
        Assert.Equal(Month, (await _rig.StateAsync(id))!.Lifetime.Idle);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_two_settings_merge(bool isIdleFirst) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var one = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var other = await _rig.OpenAsync(id, SessionAccess.Shared);
        one.IdleTimeout = Week;
        other.AbsoluteTimeout = Month;
        var both = isIdleFirst ? new[] { one, other } : [other, one];
        var commits = both.Select(session => session.CompleteAsync().AsTask()).ToArray();
        await Task.WhenAll(commits);

        var lifetime = (await _rig.StateAsync(id))!.Lifetime;
        Assert.Equal((Week, Month), (lifetime.Idle, lifetime.Absolute));
    });

    [Fact]
    public void A_new_session_takes_both_settings_along() => OneThread.Run(_rig.Time, async () =>
    {
        await using var session = _rig.First.Create();
        session.IdleTimeout = Week;
        await session.CommitAsync();
        session.AbsoluteTimeout = Month;
        await session.SetAsync(Keys.Count, 1);
        await session.CompleteAsync();

        var lifetime = (await _rig.StateAsync(session.Id))!.Lifetime;
        Assert.Equal((Week, Month), (lifetime.Idle, lifetime.Absolute));
    });

    [Fact]
    public void With_a_new_id_the_absolute_end_stays_where_it_was_put() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        _rig.Time.Advance(TimeSpan.FromMinutes(10));
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        session.AbsoluteTimeout = TimeSpan.FromHours(1);
        await session.RegenerateIdAsync();
        await session.CommitAsync();
        Assert.Equal(TimeSpan.FromMinutes(50), (await _rig.StateAsync(session.Id))!.Lifetime.Absolute);
        await session.SetAsync(Keys.Count, 1);
        await session.CommitAsync();
        await session.RegenerateIdAsync();
        await session.CompleteAsync();

        Assert.Equal(TimeSpan.FromMinutes(50), (await _rig.StateAsync(session.Id))!.Lifetime.Absolute);
    });

    [Fact]
    public void The_last_of_two_settings_of_one_request_counts() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        session.IdleTimeout = Week;
        session.IdleTimeout = Month;
        Assert.Equal(Month, session.IdleTimeout);
        await session.CommitAsync();
        session.IdleTimeout = Week;
        await session.CompleteAsync();

        Assert.Equal([Month, Week], _rig.Watched.Commits.Select(commit => commit.Lifetime.Idle));
    });
}
