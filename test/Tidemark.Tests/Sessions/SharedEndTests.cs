using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>A session ends, moves to a new id, or is in doubt, while other requests of the node share it.</summary>
public sealed class SharedEndTests
{
    private readonly Rig _rig = new(options => options.StoreTimeout = TimeSpan.FromSeconds(3));

    [Fact]
    public void Those_inside_learn_that_the_session_has_ended() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var other = await _rig.OpenAsync(id, SessionAccess.Shared);
        await other.SetAsync(Keys.Name, "Bob");
        await using (var ends = await _rig.OpenAsync(id, SessionAccess.Shared))
        {
            ends.Abandon();
            await ends.CompleteAsync();
        }

        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Shared));
        var refused = await Assert.ThrowsAsync<SessionCommitException>(async () => await other.CompleteAsync());
        Assert.Equal(CommitFailure.Refused, refused.Failure);
        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void Those_inside_an_old_id_never_get_objects_of_the_new_one() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var moves = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var other = await _rig.OpenAsync(id, SessionAccess.Shared);
        var cart = (await moves.GetAsync(Keys.Cart))!;
        await other.GetAsync(Keys.Wizard);
        cart.Lines[0].Quantity = 7;
        await moves.RemoveAsync("name");
        var waits = other.GetAsync(Keys.Cart).AsTask();
        await moves.RegenerateIdAsync();

        // The new session is made, and the old one lives on for a moment.
        _rig.Store.Script(StoreVerb.Commit, StoreFault.None, StoreFault.RequestLate(TimeSpan.FromSeconds(1)));
        var commit = moves.CommitAsync().AsTask();
        var old = (await waits)!;
        Assert.NotSame(cart, old);
        Assert.Equal(1, old.Lines[0].Quantity);
        Assert.Equal("Ada", other.Read(Keys.Name));
        old.Lines[0].Quantity = 100;
        await commit;
        await Assert.ThrowsAsync<SessionCommitException>(async () => await other.CompleteAsync());
        await other.DisposeAsync();

        cart.Lines[1].Quantity = 8;
        await moves.CompleteAsync();
        Assert.Equal([7, 8, 3], (await _rig.StoredAsync(moves.Id, Keys.Cart))!.Lines.Select(line => line.Quantity));
        Assert.Null(await _rig.StoredAsync(moves.Id, Keys.Name));
        Assert.Equal(1, (await _rig.StoredAsync(moves.Id, Keys.Wizard))!.Step);
        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void What_others_have_not_committed_does_not_move_to_the_new_id() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var other = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var moves = await _rig.OpenAsync(id, SessionAccess.Shared);
        (await other.GetAsync(Keys.Wizard))!.Step = 99;
        await other.SetAsync(Keys.Count, 99);
        await moves.RegenerateIdAsync();
        await moves.CompleteAsync();

        Assert.Equal(1, (await _rig.StoredAsync(moves.Id, Keys.Wizard))!.Step);
        Assert.Equal(0, await _rig.StoredAsync(moves.Id, Keys.Count));
        await using var next = await _rig.OpenAsync(moves.Id, SessionAccess.Shared);
        Assert.Equal(1, (await next.GetAsync(Keys.Wizard))!.Step);
        await Assert.ThrowsAsync<SessionCommitException>(async () => await other.CompleteAsync());
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Others_go_on_once_a_commit_in_doubt_is_settled_or_given_up(bool isSettled) => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var doubtful = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var other = await _rig.OpenAsync(id, SessionAccess.Shared);
        await doubtful.SetAsync(Keys.Name, "Bob");
        (await other.GetAsync(Keys.Wizard))!.Step = 5;
        await other.SetAsync(Keys.Count, 6);
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLate(TimeSpan.FromSeconds(4)));
        var unknown = doubtful.CommitAsync().AsTask();
        await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);
        var waits = other.CompleteAsync().AsTask();
        var failure = await Assert.ThrowsAsync<SessionCommitException>(() => unknown);
        Assert.Equal(CommitFailure.Unknown, failure.Failure);
        Assert.False(waits.IsCompleted);
        if (isSettled)
            await doubtful.CompleteAsync();
        await doubtful.DisposeAsync();
        await waits;

        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
        Assert.Equal(5, (await _rig.StoredAsync(id, Keys.Wizard))!.Step);
        Assert.Equal(6, await _rig.StoredAsync(id, Keys.Count));
    });

    [Fact]
    public void A_return_in_doubt_keeps_no_newcomer_waiting() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await WanderAsync(id);
        await using var doubtful = await _rig.OpenAsync(id, SessionAccess.Shared);
        await doubtful.SetAsync(Keys.Name, "Bob");
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLate(TimeSpan.FromSeconds(4)));
        var unknown = doubtful.CompleteAsync().AsTask();
        var newcomer = _rig.OpenAsync(id, SessionAccess.Shared);
        await Assert.ThrowsAsync<SessionCommitException>(() => unknown);
        await doubtful.DisposeAsync();
        var since = _rig.Time.GetTimestamp();
        await using var session = await newcomer;

        Assert.InRange(_rig.Time.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        Assert.Equal("Bob", session.Read(Keys.Name));
    });

    [Fact]
    public void A_session_that_is_still_to_end_ends_whatever_others_inside_do() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var ends = await _rig.OpenAsync(id, SessionAccess.Shared);
        await using var other = await _rig.OpenAsync(id, SessionAccess.Shared);
        ends.Abandon();
        _rig.Store.IsDown = true;
        await Assert.ThrowsAsync<SessionCommitException>(async () => await ends.CompleteAsync());
        await ends.DisposeAsync();
        await Task.Delay(TimeSpan.FromSeconds(10), _rig.Time);
        var waits = other.GetAsync(Keys.Cart).AsTask();
        await Task.Delay(TimeSpan.FromSeconds(11), _rig.Time);
        _rig.Store.IsDown = false;
        await Assert.ThrowsAnyAsync<SessionException>(() => waits);
        await Task.Delay(TimeSpan.FromSeconds(20), _rig.Time);

        Assert.Null(await _rig.StateAsync(id));
        await other.DisposeAsync();
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Exclusive));
    });

    // Until the lease is given back with each commit.
    private async Task WanderAsync(SessionId id)
    {
        var nodes = new[] { _rig.NewNode(), _rig.First };
        for (var i = 0; i < 8; i++)
            await (await nodes[i % 2].OpenAsync(id, SessionAccess.Shared))!.CompleteAsync();
    }
}
