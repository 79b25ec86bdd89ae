using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>How many sessions a user may have.</summary>
public sealed class UserLimitTests
{
    private readonly Rig _rig = new(options => options.SessionsPerUser = 2);
    private readonly SessionManager _other;

    public UserLimitTests() => _other = _rig.NewNode();

    [Fact]
    public void One_more_is_refused_and_told_what_to_do() => OneThread.Run(_rig.Time, async () =>
    {
        await BindAsync(_rig.First);
        await BindAsync(_other);
        await BindAsync(_other, "grace");
        using var counted = new MeterTests.Counted(_rig.First);
        await using var third = _rig.First.Create();
        await third.SetAsync(Keys.Name, "Ada");
        var refused = await Assert.ThrowsAsync<TooManySessionsException>(async () => await third.BindUserAsync("ada"));
        Assert.Equal((2, 2), (refused.Sessions, refused.Limit));
        Assert.Contains("TidemarkOptions.SessionsPerUser", refused.Message, StringComparison.Ordinal);
        Assert.Contains("SessionManager.EndAsync", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, counted.Sums["tidemark.binds.refused"]);
        Assert.False(third.IsBound);
        await third.CompleteAsync();

        Assert.NotNull(await _rig.StateAsync(third.Id));
        Assert.Equal(2, await _other.CountAsync("ada"));
    });

    // It is taken out of the list before it ends: if it stayed, no sign-out everywhere would find it.
    [Theory]
    [InlineData(nameof(StoreVerb.End))]
    [InlineData(nameof(StoreVerb.LeaveUser))]
    public void One_that_was_to_make_room_ends_though_the_store_did_not_answer(string unanswered) => OneThread.Run(_rig.Time, async () =>
    {
        (_rig.Options.OnUserLimit, _rig.Options.StoreTimeout) = (UserLimitPolicy.EndOldest, TimeSpan.FromSeconds(1));
        await using var node = _rig.NewNode();
        var (first, second) = (await BindAsync(_other), await BindAsync(_other));
        await node.StartAsync(CancellationToken.None);
        await using var third = node.Create();
        _rig.Store.Script(Enum.Parse<StoreVerb>(unanswered), [.. Enumerable.Repeat(StoreFault.RequestLost, 20)]);
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await third.BindUserAsync("ada"));
        await Task.Delay(TimeSpan.FromSeconds(12), _rig.Time);

        Assert.Null(await _rig.StateAsync(first));
        Assert.NotNull(await _rig.StateAsync(second));
        Assert.Equal(1, await _other.EndAllAsync("ada"));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void As_soon_as_one_ends_there_is_room(bool isAbandoned) => OneThread.Run(_rig.Time, async () =>
    {
        // The end is still to be told: that takes no place.
        var node = _rig.NewNode(null, null, new Heard { OnEnded = (_, _) => throw new InvalidOperationException("Not now.") });
        var id = await BindAsync(node);
        await BindAsync(_other);
        if (isAbandoned)
        {
            await using var session = (await node.OpenAsync(id, SessionAccess.Shared))!;
            session.Abandon();
            await session.CompleteAsync();
        }
        else
        {
            await _other.EndAsync(id);
        }

        await BindAsync(_rig.First);
        Assert.Equal(2, await _other.CountAsync("ada"));
    });

    [Fact]
    public void To_bind_again_or_under_a_new_id_takes_no_second_place() => OneThread.Run(_rig.Time, async () =>
    {
        _rig.Options.SessionsPerUser = 1;
        var id = await BindAsync(_rig.First);
        await using var session = (await _other.OpenAsync(id, SessionAccess.Shared))!;
        await session.BindUserAsync("ada");
        await session.RegenerateIdAsync();
        await session.BindUserAsync("ada");
        await session.CommitAsync();
        await session.RegenerateIdAsync();
        await session.CompleteAsync();

        Assert.Equal(1, await _rig.First.CountAsync("ada"));
    });

    [Fact]
    public void What_expired_and_what_was_never_stored_takes_no_place_for_long() => OneThread.Run(_rig.Time, async () =>
    {
        await BindAsync(_rig.First);
        await using var never = _other.Create();
        await never.BindUserAsync("ada");
        _rig.Time.Advance(IUserIndex.Patience - TimeSpan.FromSeconds(1));
        await using (var third = _rig.First.Create())
            await Assert.ThrowsAsync<TooManySessionsException>(async () => await third.BindUserAsync("ada"));
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        await BindAsync(_rig.First);
        _rig.Time.Advance(_rig.Options.IdleTimeout + _rig.Options.NodeLease);
        await BindAsync(_rig.First);
        await BindAsync(_rig.First);

        Assert.Equal(2, await _other.CountAsync("ada"));
    });

    [Fact]
    public void Whoever_binds_and_commits_much_later_has_no_right_to_the_place() => OneThread.Run(_rig.Time, async () =>
    {
        _rig.Options.SessionsPerUser = 1;
        await using var slow = _rig.First.Create();
        await slow.BindUserAsync("ada");
        _rig.Time.Advance(IUserIndex.Patience);
        await BindAsync(_other);
        await Assert.ThrowsAsync<TooManySessionsException>(async () => await slow.CompleteAsync());
        await slow.DisposeAsync();

        Assert.Null(await _rig.StateAsync(slow.Id));
        Assert.Equal(1, await _rig.First.CountAsync("ada"));
        Assert.Single(await _rig.Memory.ListUserAsync(UserKey.From("test", "ada"), CancellationToken.None));
    });

    [Fact]
    public void The_oldest_ends_if_the_application_wishes() => OneThread.Run(_rig.Time, async () =>
    {
        _rig.Options.OnUserLimit = UserLimitPolicy.EndOldest;
        var heard = new Heard();
        var node = _rig.NewNode(null, null, heard);
        var first = await BindAsync(node);
        await BindAsync(_other);
        await BindAsync(_rig.First);
        await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);
        Assert.Null(await node.OpenAsync(first, SessionAccess.Shared));
        Assert.Equal(2, await node.CountAsync("ada"));
        await BindAsync(node);
        await Task.Delay(TimeSpan.FromMinutes(2), _rig.Time);

        Assert.Equal([(_rig.KeyOf(first).ToString(), EndReason.Displaced)], heard.Ended);
        Assert.Equal(2, await node.CountAsync("ada"));
    });

    [Fact]
    public void Whoever_is_displaced_before_it_is_stored_ends_when_it_is() => OneThread.Run(_rig.Time, async () =>
    {
        (_rig.Options.OnUserLimit, _rig.Options.SessionsPerUser) = (UserLimitPolicy.EndOldest, 1);
        await using var early = _rig.First.Create();
        await early.BindUserAsync("ada");
        var late = await BindAsync(_other);
        await early.CompleteAsync();

        Assert.Null(await _rig.StateAsync(early.Id));
        Assert.NotNull(await _rig.StateAsync(late));
        Assert.Single(await _rig.First.ListAsync("ada"));
    });

    [Fact]
    public void A_new_id_at_that_moment_saves_nobody_from_being_displaced() => OneThread.Run(_rig.Time, async () =>
    {
        (_rig.Options.OnUserLimit, _rig.Options.SessionsPerUser) = (UserLimitPolicy.EndOldest, 1);
        await using var early = (await _rig.First.OpenAsync(await BindAsync(_rig.First), SessionAccess.Shared))!;
        await early.RegenerateIdAsync();
        _rig.Store.Script(StoreVerb.ListUser, StoreFault.AnswerLate(TimeSpan.FromMilliseconds(10)));
        var late = BindAsync(_other);
        await early.CompleteAsync();

        Assert.NotNull(await _rig.StateAsync(await late));
        Assert.Null(await _rig.StateAsync(early.Id));
    });

    [Fact]
    public void The_limit_and_what_it_does_are_validated()
    {
        var failure = Assert.Throws<ArgumentException>(() => new Rig(options =>
            (options.SessionsPerUser, options.OnUserLimit) = (0, (UserLimitPolicy)7)));

        Assert.Contains("TidemarkOptions.SessionsPerUser is 0", failure.Message, StringComparison.Ordinal);
        Assert.Contains("TidemarkOptions.OnUserLimit is 7", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<SessionId> BindAsync(SessionManager node, string user = "ada")
    {
        await using var session = node.Create();
        await session.BindUserAsync(user);
        await session.CompleteAsync();
        return session.Id;
    }
}
