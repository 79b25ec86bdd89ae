using Tidemark.Stores;

namespace Tidemark.Tests.Sessions;

/// <summary>Requests that share a session say at the same time whose it is. What the last commit says holds, and the lists of users say the same.</summary>
public sealed class SharedBindTests
{
    private readonly Rig _rig = new();

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public void A_new_id_takes_along_what_was_committed_before_it(int isHeldUp, bool isBound) => Run(async () =>
    {
        var id = await _rig.StoreAsync();
        if (isBound)
            await BindAsync(id, "ada");
        await using var signing = await _rig.OpenAsync(id, SessionAccess.Shared, "sign in or out");
        await using var moving = await _rig.OpenAsync(id, SessionAccess.Shared, "new id");
        if (isBound)
            signing.UnbindUser();
        else
            await signing.BindUserAsync("ada");
        await moving.RegenerateIdAsync();

        // The commits begin in this order, whatever the first one's is made to wait for.
        if (isHeldUp > 0)
            _rig.Store.Script(isHeldUp == 1 ? Testing.StoreVerb.Commit : Testing.StoreVerb.EnterUser, Testing.StoreFault.AnswerLate(TimeSpan.FromSeconds(1)));
        var signed = signing.CommitAsync().AsTask();
        var moved = moving.CommitAsync().AsTask();
        await Task.WhenAll(signed, moved);

        Assert.Equal(isBound ? UserKey.None : KeyOf("ada"), (await _rig.StateAsync(moving.Id))!.User);
        Assert.Equal(isBound ? [] : new[] { _rig.KeyOf(moving.Id) }, await ListedAsync("ada"));
        Assert.Equal(isBound ? 0 : 1, await _rig.First.EndAllAsync("ada"));
    });

    // It looked whose the session is, and then waited for the store: that must not bring the user back.
    [Fact]
    public void A_new_id_that_waits_for_the_list_of_the_user_does_not_bind_it_again() => Run(async () =>
    {
        var id = await _rig.StoreAsync();
        await BindAsync(id, "ada");
        await using var signing = await _rig.OpenAsync(id, SessionAccess.Shared, "sign out");
        await using var moving = await _rig.OpenAsync(id, SessionAccess.Shared, "new id");
        signing.UnbindUser();
        await moving.RegenerateIdAsync();
        _rig.Store.Script(Testing.StoreVerb.MoveUser, Testing.StoreFault.AnswerLate(TimeSpan.FromSeconds(1)));
        var moved = moving.CommitAsync().AsTask();
        await Task.Yield();
        Exception? refused = await Record.ExceptionAsync(async () => await signing.CommitAsync());
        await moved;

        // Unbound, or told that it is not.
        Assert.Equal(refused is null ? UserKey.None : KeyOf("ada"), (await _rig.StateAsync(moving.Id))!.User);
        Assert.True(refused is null or SessionCommitException);
    });

    [Fact]
    public void Of_two_users_the_last_one_has_it_and_alone() => Run(async () =>
    {
        var id = await _rig.StoreAsync();
        await using var first = await _rig.OpenAsync(id, SessionAccess.Shared, "first");
        await using var second = await _rig.OpenAsync(id, SessionAccess.Shared, "second");
        await first.BindUserAsync("ada");
        await second.BindUserAsync("grace");
        await Task.WhenAll(first.CommitAsync().AsTask(), second.CommitAsync().AsTask());

        Assert.Equal(KeyOf("grace"), (await _rig.StateAsync(id))!.User);
        Assert.Empty(await ListedAsync("ada"));
        Assert.Equal([_rig.KeyOf(id)], await ListedAsync("grace"));
    });

    // What was said of the user is done with once it is acknowledged.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_later_commit_of_the_first_one_says_nothing_more_of_the_user(bool isUnbound) => Run(async () =>
    {
        var id = await _rig.StoreAsync();
        await BindAsync(id, "eve");
        await using var first = await _rig.OpenAsync(id, SessionAccess.Shared, "first");
        await using var second = await _rig.OpenAsync(id, SessionAccess.Shared, "second");
        if (isUnbound)
            first.UnbindUser();
        else
            await first.BindUserAsync("ada");
        await second.BindUserAsync("grace");

        // The second one commits before the first one has heard that its own commit was taken.
        _rig.Store.Script(Testing.StoreVerb.LeaveUser, Testing.StoreFault.AnswerLate(TimeSpan.FromSeconds(1)));
        await Task.WhenAll(first.CommitAsync().AsTask(), second.CommitAsync().AsTask());
        await first.SetAsync(Keys.Count, 1);
        await first.CompleteAsync();

        Assert.Equal(KeyOf("grace"), (await _rig.StateAsync(id))!.User);
        Assert.Equal([_rig.KeyOf(id)], await ListedAsync("grace"));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_drops_its_binding_takes_no_entry_from_another_that_keeps_it(bool isCommittedBefore) => Run(async () =>
    {
        var id = await _rig.StoreAsync();
        await using var keeping = await _rig.OpenAsync(id, SessionAccess.Shared, "keeps");
        await using (var dropping = await _rig.OpenAsync(id, SessionAccess.Shared, "drops"))
        {
            await keeping.BindUserAsync("ada");
            await dropping.BindUserAsync("ada");
            if (isCommittedBefore)
                await keeping.CommitAsync();
        }

        await Task.Delay(TimeSpan.FromMilliseconds(5), _rig.Time);
        await keeping.CompleteAsync();
        Assert.Equal([_rig.KeyOf(id)], await ListedAsync("ada"));
        Assert.Equal(1, await _rig.First.EndAllAsync("ada"));
    });

    [Fact]
    public void A_session_that_ends_meanwhile_is_nobodys() => Run(async () =>
    {
        var id = await _rig.StoreAsync();
        await using var ending = await _rig.OpenAsync(id, SessionAccess.Shared, "ends");
        await using (var binding = await _rig.OpenAsync(id, SessionAccess.Shared, "binds"))
        {
            await binding.BindUserAsync("ada");
            ending.Abandon();
            await ending.CompleteAsync();
            await Assert.ThrowsAsync<SessionCommitException>(async () => await binding.CommitAsync());
        }

        await Task.Delay(TimeSpan.FromMilliseconds(5), _rig.Time);
        Assert.Null(await _rig.StateAsync(id));
        Assert.Empty(await ListedAsync("ada"));
    });

    private void Run(Func<Task> body) => OneThread.Run(_rig.Time, body);

    private async Task BindAsync(SessionId id, string user)
    {
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        await session.BindUserAsync(user);
        await session.CompleteAsync();
    }

    private async Task<StateKey[]> ListedAsync(string user) =>
        [.. (await _rig.Memory.ListUserAsync(KeyOf(user), CancellationToken.None)).Select(entry => entry.Session)];

    private static UserKey KeyOf(string user) => UserKey.From("test", user);
}
