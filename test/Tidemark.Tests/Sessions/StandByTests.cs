using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>Requests that are mostly done with their session: they stand by, or give it back, and may come in again.</summary>
public sealed class StandByTests
{
    // A hang, not a slow machine: far more than it can take.
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private readonly Rig _rig = new();

    [Fact]
    public async Task As_long_as_nobody_asks_a_request_that_stands_by_goes_on_as_before()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        var cart = await session.GetAsync(Keys.Cart);
        await session.StandByAsync();
        var before = _rig.Store.TotalCalls;

        Assert.Same(cart, await session.GetAsync(Keys.Cart));
        Assert.Equal(before, _rig.Store.TotalCalls);
    }

    [Theory]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.Exclusive)]
    public async Task Whoever_asks_gets_the_session_at_once(SessionAccess access)
    {
        var id = await _rig.StoreAsync();
        await using var here = await _rig.OpenAsync(id, access);
        (await here.GetAsync(Keys.Wizard))!.Step = 5;
        await here.StandByAsync();
        await using (var next = await _rig.OpenAsync(id))
            Assert.Equal(5, (await next.GetAsync(Keys.Wizard))!.Step);
        await using var there = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive);

        Assert.Equal(5, (await there!.GetAsync(Keys.Wizard))!.Step);
        Assert.Equal(["wizard"], _rig.Watched.SentNames);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_waits_already_gets_it_as_soon_as_the_holder_stands_by(bool elsewhere)
    {
        var id = await _rig.StoreAsync();
        await using var here = await _rig.OpenAsync(id);
        var waiting = (elsewhere ? _rig.NewNode() : _rig.First).OpenAsync(id, SessionAccess.Exclusive).AsTask();
        Assert.False(waiting.IsCompleted);
        await here.StandByAsync();

        await using var session = await waiting.WaitAsync(Hang);
        Assert.NotNull(session);
    }

    [Fact]
    public void An_attribute_is_free_once_its_holder_stands_by() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var first = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var second = await _rig.OpenAsync(id, SessionAccess.Shared);
        await first.GetAsync(Keys.Cart);
        var waiting = second.GetAsync(Keys.Cart).AsTask();
        await Task.Yield();
        Assert.False(waiting.IsCompleted);
        await first.StandByAsync();
        await waiting;
        await second.StandByAsync();
        Assert.NotNull(await first.GetAsync(Keys.Cart));
        Assert.Equal(0, _rig.Time.GetTimestamp());
    });

    [Theory]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.Exclusive)]
    public async Task A_late_change_is_stored_if_nobody_else_changed_the_attribute(SessionAccess access)
    {
        var id = await _rig.StoreAsync();
        await using var late = await _rig.OpenAsync(id, access);
        var cart = (await late.GetAsync(Keys.Cart))!;
        await late.StandByAsync();
        await using (var other = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))
        {
            await other!.GetAsync(Keys.Cart);
            (await other.GetAsync(Keys.Wizard))!.Step = 9;
            await other.CompleteAsync();
        }

        cart.Lines[0].Quantity = 50;
        await late.CompleteAsync();
        Assert.Equal(50, (await _rig.StoredAsync(id, Keys.Cart))!.Lines[0].Quantity);
        Assert.Equal(9, (await _rig.StoredAsync(id, Keys.Wizard))!.Step);
    }

    [Theory]
    [InlineData(SessionAccess.Shared, true)]
    [InlineData(SessionAccess.Exclusive, true)]
    [InlineData(SessionAccess.Shared, false)]
    public async Task A_late_change_is_refused_if_somebody_else_changed_the_attribute(SessionAccess access, bool elsewhere)
    {
        var id = await _rig.StoreAsync();
        await using var late = await _rig.OpenAsync(id, access);
        var cart = (await late.GetAsync(Keys.Cart))!;
        await late.StandByAsync();
        await using (var other = await (elsewhere ? _rig.NewNode() : _rig.First).OpenAsync(id, SessionAccess.Exclusive))
        {
            (await other!.GetAsync(Keys.Cart))!.Lines[0].Quantity = 60;
            await other.CompleteAsync();
        }

        cart.Lines[0].Quantity = 50;
        var refused = await Assert.ThrowsAsync<SessionCommitException>(async () => await late.CompleteAsync());
        Assert.Equal(CommitFailure.Refused, refused.Failure);
        await late.DisposeAsync();
        Assert.Equal(60, (await _rig.StoredAsync(id, Keys.Cart))!.Lines[0].Quantity);
        await using var next = await _rig.OpenAsync(id);
        Assert.Equal(60, (await next.GetAsync(Keys.Cart))!.Lines[0].Quantity);
    }

    [Theory]
    [InlineData(SessionAccess.Shared)]
    [InlineData(SessionAccess.Exclusive)]
    public async Task An_object_stays_the_requests_own_however_often_it_commits_before_it_changes_it(SessionAccess access)
    {
        var id = await _rig.StoreAsync();
        await using var late = await _rig.OpenAsync(id, access);
        var cart = (await late.GetAsync(Keys.Cart))!;
        await late.StandByAsync();
        await using (await _rig.OpenAsync(id))
            await late.CommitAsync();
        await late.StandByAsync();

        // In again, by way of another attribute.
        await late.GetAsync(Keys.Wizard);
        await late.CommitAsync();
        cart.Lines[0].Quantity = 50;
        await late.CompleteAsync();
        Assert.Equal(50, (await _rig.StoredAsync(id, Keys.Cart))!.Lines[0].Quantity);
    }

    [Fact]
    public async Task Two_objects_of_one_attribute_are_never_both_stored()
    {
        var id = await _rig.StoreAsync();
        await using var late = await _rig.OpenAsync(id);
        var cart = (await late.GetAsync(Keys.Cart))!;
        await late.StandByAsync();
        await (await _rig.OpenAsync(id)).DisposeAsync();
        var again = (await late.GetAsync(Keys.Cart))!;
        Assert.NotSame(cart, again);
        again.Lines[0].Quantity = 40;
        cart.Lines[0].Quantity = 50;

        await Assert.ThrowsAsync<SessionCommitException>(async () => await late.CompleteAsync());
        Assert.Equal(1, (await _rig.StoredAsync(id, Keys.Cart))!.Lines[0].Quantity);
    }

    [Fact]
    public void A_late_change_does_not_wait_for_one_who_stands_by() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var late = await _rig.OpenAsync(id, SessionAccess.Shared);
        var cart = (await late.GetAsync(Keys.Cart))!;
        await late.StandByAsync();
        await using (await _rig.OpenAsync(id))
            await Task.Yield();
        await using var other = await _rig.OpenAsync(id, SessionAccess.Shared);
        await other.GetAsync(Keys.Cart);
        await other.StandByAsync();
        cart.Lines[0].Quantity = 50;
        await late.CompleteAsync();

        Assert.Equal(0, _rig.Time.GetTimestamp());
        Assert.Equal(50, (await _rig.StoredAsync(id, Keys.Cart))!.Lines[0].Quantity);
    });

    [Fact]
    public async Task What_was_given_back_is_no_longer_the_requests()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        (await session.GetAsync(Keys.Wizard))!.Step = 2;
        await session.ReleaseAsync();
        await using (var there = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))
        {
            (await there!.GetAsync(Keys.Wizard))!.Step = 3;
            await there.CompleteAsync();
        }

        var wizard = (await session.GetAsync(Keys.Wizard))!;
        Assert.Equal(3, wizard.Step);
        wizard.Step = 4;
        await session.CompleteAsync();
        Assert.Equal(4, (await _rig.StoredAsync(id, Keys.Wizard))!.Step);
    }

    [Fact]
    public async Task A_request_that_gave_the_session_back_finds_out_that_it_has_ended()
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.ReleaseAsync();
        await using (var other = await _rig.OpenAsync(id))
        {
            other.Abandon();
            await other.CompleteAsync();
        }

        var refused = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.GetAsync(Keys.Wizard));
        Assert.Equal(CommitFailure.Refused, refused.Failure);
    }

    [Fact]
    public async Task Discarding_forgets_late_changes()
    {
        var id = await _rig.StoreAsync();
        await using var late = await _rig.OpenAsync(id);
        var cart = (await late.GetAsync(Keys.Cart))!;
        await late.StandByAsync();
        await (await _rig.OpenAsync(id)).DisposeAsync();
        cart.Lines[0].Quantity = 50;
        late.Discard();
        await late.CompleteAsync();

        Assert.Empty(_rig.Watched.Commits);
    }

    [Fact]
    public async Task Who_begins_to_stand_by_while_another_one_begins_to_wait_never_keeps_it_waiting()
    {
        var id = await _rig.StoreAsync();
        for (var round = 0; round < 2_000; round++)
        {
            await using var first = await _rig.OpenAsync(id, SessionAccess.Shared);
            await using var second = await _rig.OpenAsync(id, SessionAccess.Shared);
            await first.GetAsync(Keys.Cart);
            var standing = Task.Run(async () => await first.StandByAsync());
            await second.GetAsync(Keys.Cart).AsTask().WaitAsync(Hang);
            await standing;

            // As the first one resumes, it is asked to yield once more.
            var resuming = Task.Run(async () => await first.GetAsync(Keys.Wizard));
            await second.StandByAsync();
            await using (await _rig.OpenAsync(id, SessionAccess.ReadOnly))
                await resuming.WaitAsync(Hang);
        }
    }
}
