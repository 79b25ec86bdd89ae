using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>What a request may rely on from its first access to its last commit, whatever happens to its lease meanwhile.</summary>
public sealed class UnitOfWorkTests
{
    private readonly Rig _rig = new(options => options.StoreTimeout = TimeSpan.FromSeconds(2));

    [Fact]
    public void Under_its_new_id_a_request_still_has_its_attributes_for_itself() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var moves = await _rig.OpenAsync(id, SessionAccess.Shared);
        var cart = (await moves.GetAsync(Keys.Cart))!;
        await moves.RegenerateIdAsync();
        await moves.CommitAsync();
        await using var next = await _rig.OpenAsync(moves.Id, SessionAccess.Shared);
        var waits = next.GetAsync(Keys.Cart).AsTask();
        Assert.NotNull(await next.GetAsync(Keys.Wizard));
        Assert.False(waits.IsCompleted);
        cart.Lines[0].Quantity = 8;
        await moves.CompleteAsync();

        Assert.Equal(8, (await waits)!.Lines[0].Quantity);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_an_unanswered_commit_was_discarded_the_next_one_is_stored_at_once(bool isReturnLate) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, SessionAccess.Exclusive);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLate(TimeSpan.FromSeconds(3)));
        var unknown = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CommitAsync());
        Assert.Equal(CommitFailure.Unknown, unknown.Failure);
        if (isReturnLate)
            _rig.Store.Script(StoreVerb.Release, StoreFault.AnswerLate(TimeSpan.FromSeconds(1)));
        session.Discard();
        await session.SetAsync(Keys.Count, 5);
        await session.CompleteAsync();

        Assert.Equal(5, await _rig.StoredAsync(id, Keys.Count));
    });

    // What is still on its way is fenced by giving the lease back. To commit under it meanwhile would be refused.
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void When_an_unanswered_commit_is_given_up_other_requests_inside_wait_until_the_lease_is_back(bool isDiscarded, bool isWaitedFor)
    {
        var second = TimeSpan.FromSeconds(1);
        StoreFault[] ways = [StoreFault.None, StoreFault.AnswerLate(second), StoreFault.RequestLate(second), StoreFault.AnswerLost, StoreFault.RequestLost];
        foreach (var back in ways)
        {
            var rig = new Rig(options => options.StoreTimeout = 2 * second);
            OneThread.Run(rig.Time, async () =>
            {
                var id = await rig.StoreAsync();
                var leaves = await rig.OpenAsync(id, SessionAccess.Shared);
                var stays = await rig.OpenAsync(id, SessionAccess.Shared);
                await leaves.SetAsync(Keys.Name, "Bob");
                await stays.SetAsync(Keys.Count, 5);
                rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLate(3 * second));
                rig.Store.Script(StoreVerb.Release, back);
                await Assert.ThrowsAsync<SessionCommitException>(async () => await leaves.CommitAsync());
                var committing = isWaitedFor ? stays.CompleteAsync().AsTask() : null;
                if (isDiscarded)
                    leaves.Discard();
                var leaving = leaves.DisposeAsync().AsTask();
                committing ??= stays.CompleteAsync().AsTask();
                await leaving;

                var refused = await Record.ExceptionAsync(() => committing);
                Assert.True(refused is null, $"{back}: {refused}");
                Assert.Equal(5, await rig.StoredAsync(id, Keys.Count));
            });
        }
    }

    [Fact]
    public async Task A_session_ends_at_its_absolute_time_though_a_request_is_inside_all_the_while()
    {
        var id = await _rig.StoreAsync();
        await using var inside = await _rig.OpenAsync(id, SessionAccess.Shared);
        for (var minutes = 0; minutes < 24 * 60; minutes += 10)
        {
            await using (var next = await _rig.OpenAsync(id, SessionAccess.Shared))
                await next.CompleteAsync();
            _rig.Time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Shared));
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.ReadOnly));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Objects_come_not_back_to_a_session_where_another_request_has_changed_them_since(bool isDroppedSince)
    {
        var id = await _rig.StoreAsync();
        var first = await _rig.OpenAsync(id, SessionAccess.Shared);
        var stale = (await first.GetAsync(Keys.Cart))!;
        await first.StandByAsync();
        await using (var second = await _rig.OpenAsync(id, SessionAccess.Shared))
        {
            (await second.GetAsync(Keys.Cart))!.Lines[0].Quantity = 9;
            await second.CompleteAsync();
        }

        // Then there is no object that the old one could not take the place of.
        if (isDroppedSince)
        {
            await using var third = await _rig.OpenAsync(id, SessionAccess.Shared);
            (await third.GetAsync(Keys.Cart))!.Lines.Clear();
            third.Discard();
        }

        await first.CompleteAsync();
        await using var next = await _rig.OpenAsync(id, SessionAccess.Shared);
        var found = (await next.GetAsync(Keys.Cart))!;
        Assert.NotSame(stale, found);
        Assert.Equal(9, found.Lines[0].Quantity);
    }
}
