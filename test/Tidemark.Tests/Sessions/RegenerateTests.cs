using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

public sealed class RegenerateTests
{
    private Rig _rig = new();

    [Fact]
    public void The_new_id_has_the_whole_state_and_the_old_one_is_dead_everywhere() => OneThread.Run(_rig.Time, async () =>
    {
        var old = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(old);
        await session.SetAsync(Keys.Name, "Ada, signed in");
        await session.RemoveAsync("wizard");
        await session.RegenerateIdAsync();
        Assert.NotEqual(old, session.Id);
        await session.CompleteAsync();

        await using var moved = await _rig.OpenAsync(session.Id);
        Assert.Equal(["cart", "name"], moved.Names);
        Assert.Equal("Ada, signed in", moved.Read(Keys.Name));
        Assert.Equal(3, moved.Read(Keys.Cart)!.Lines.Count);
        foreach (var node in new[] { _rig.First, _rig.NewNode() })
        {
            Assert.Null(await node.OpenAsync(old, SessionAccess.Exclusive));
            Assert.Null(await node.OpenAsync(old, SessionAccess.ReadOnly));
        }
    });

    [Fact]
    public void The_session_goes_on_under_its_new_id() => OneThread.Run(_rig.Time, async () =>
    {
        var old = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(old);
        await session.RemoveAsync("wizard");
        await session.RegenerateIdAsync();
        await session.CommitAsync();
        var id = session.Id;
        (await session.GetAsync(Keys.Cart))!.Lines[0].Quantity = 9;
        session.Discard();
        Assert.Equal(["cart", "name"], session.Names);
        (await session.GetAsync(Keys.Cart))!.Lines[0].Quantity = 8;
        await session.CompleteAsync();

        Assert.Equal(id, session.Id);
        Assert.Equal(8, (await _rig.StoredAsync(id, Keys.Cart))!.Lines[0].Quantity);
        Assert.Equal(["cart"], _rig.Watched.Commits.Last().Differences.Select(difference => difference.Name));
    });

    [Fact]
    public void Before_the_commit_nothing_has_happened() => OneThread.Run(_rig.Time, async () =>
    {
        var old = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(old))
            await session.RegenerateIdAsync();

        Assert.Empty(_rig.Watched.Commits);
        Assert.Equal("Ada", await _rig.StoredAsync(old, Keys.Name));
    });

    [Fact]
    public void Requests_that_waited_for_the_old_id_find_it_dead_and_the_state_moves_once() => OneThread.Run(_rig.Time, async () =>
    {
        var old = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(old);
        var waiters = Enumerable.Range(0, 4).Select(i => (i % 2 == 0 ? _rig.First : _rig.NewNode())
            .OpenAsync(old, SessionAccess.Exclusive).AsTask()).ToArray();
        await session.SetAsync(Keys.Count, 1);
        await session.RegenerateIdAsync();
        await session.CompleteAsync();

        foreach (var waiter in waiters)
            Assert.Null(await _rig.UntilAsync(waiter));
        Assert.Equal(1, await _rig.StoredAsync(session.Id, Keys.Count));
        Assert.Equal(2, _rig.Watched.Commits.Count(commit => commit.Differences.Count > 0 || commit.Then == AfterCommit.End));
    });

    [Fact]
    public void Who_shares_the_session_still_sees_what_is_stored_under_the_old_id() => OneThread.Run(_rig.Time, async () =>
    {
        var old = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(old, SessionAccess.Shared);
        await using var neighbour = await _rig.OpenAsync(old, SessionAccess.Shared);
        await session.RegenerateIdAsync();
        await session.CommitAsync();

        Assert.Equal(["cart", "name", "wizard"], neighbour.Names.Order());
        Assert.Equal("Ada", neighbour.Read(Keys.Name));
        Assert.Equal("Ada", session.Read(Keys.Name));
    });

    [Fact]
    public void A_new_id_does_not_prolong_the_absolute_limit() => OneThread.Run(_rig.Time, async () =>
    {
        _rig.Options.IdleTimeout = TimeSpan.FromHours(20);
        var id = await _rig.StoreAsync();
        for (var hours = 0; hours < 20; hours += 10)
        {
            _rig.Time.Advance(TimeSpan.FromHours(10));
            await using var session = await _rig.OpenAsync(id);
            await session.RegenerateIdAsync();
            await session.CompleteAsync();
            id = session.Id;
        }

        _rig.Time.Advance(TimeSpan.FromHours(3.9));
        Assert.Equal("Ada", await _rig.StoredAsync(id, Keys.Name));
        _rig.Time.Advance(TimeSpan.FromHours(0.2));
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.ReadOnly));
    });

    [Fact]
    public void The_limit_counts_by_the_stores_clock_even_if_this_nodes_clock_is_wrong() => OneThread.Run(_rig.Time, async () =>
    {
        var time = new ManualTimeProvider();
        var id = await _rig.StoreAsync();
        _rig.Time.Advance(TimeSpan.FromMinutes(10));
        var state = (await _rig.StateAsync(id))!;
        time.JumpWallClock(TimeSpan.FromDays(-3));

        Assert.Equal(TimeSpan.FromMinutes(10), state.Age);
        await using var node = new SessionManager(
            _rig.Store, new Graph.GraphSerializer(), _rig.Options, time, Microsoft.Extensions.Logging.Abstractions.NullLogger<SessionManager>.Instance);
        await using var session = (await node.OpenAsync(id, SessionAccess.Exclusive))!;
        await session.RegenerateIdAsync();
        await session.CommitAsync();
        Assert.Equal(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(10), session.AbsoluteTimeout);
    });

    [Fact]
    public void A_new_session_just_takes_another_id() => OneThread.Run(_rig.Time, async () =>
    {
        await using var session = _rig.First.Create();
        var first = session.Id;
        await session.RegenerateIdAsync();
        Assert.NotEqual(first, session.Id);
        await session.SetAsync(Keys.Name, "Ada");
        await session.CompleteAsync();

        Assert.Single(_rig.Watched.Commits);
        Assert.Equal("Ada", await _rig.StoredAsync(session.Id, Keys.Name));
    });

    [Fact]
    public void A_session_that_was_lost_meanwhile_does_not_live_on_under_a_new_id() => OneThread.Run(_rig.Time, async () =>
    {
        var old = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(old);
        await session.RegenerateIdAsync();
        await _rig.StealAsync(old);
        var wanted = session.Id;

        var failure = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
        Assert.Equal(CommitFailure.Refused, failure.Failure);
        Assert.Null(await _rig.StateAsync(wanted));
        Assert.Equal("Eve", await _rig.StoredAsync(old, Keys.Name));
    });

    [Fact]
    public void An_end_whose_answer_was_lost_is_repeated() => OneThread.Run(_rig.Time, async () =>
    {
        var old = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(old);
        await session.RegenerateIdAsync();
        _rig.Store.Script(StoreVerb.Commit, StoreFault.None, StoreFault.AnswerLost);
        await _rig.UntilAsync(session.CompleteAsync().AsTask());

        Assert.Null(await _rig.StateAsync(old));
        Assert.Equal("Ada", await _rig.StoredAsync(session.Id, Keys.Name));
    });

    [Fact]
    public void An_old_id_whose_end_failed_is_locked_on_every_node_until_it_has_ended() => OneThread.Run(_rig.Time, async () =>
    {
        _rig = new Rig(options => options.StoreTimeout = TimeSpan.FromSeconds(1));
        var old = await _rig.StoreAsync();
        SessionId id;
        await using (var session = await _rig.OpenAsync(old))
        {
            await session.RegenerateIdAsync();
            id = session.Id;
            _rig.Store.Script(StoreVerb.Commit, StoreFault.None, StoreFault.RequestLost);
            var commit = session.CompleteAsync().AsTask();
            _rig.Store.IsDown = true;
            await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(commit));
            await _rig.UntilAsync(session.DisposeAsync().AsTask());
            Assert.Equal(id, session.Id);
        }

        Assert.NotNull(await _rig.StateAsync(old));
        var here = _rig.First.OpenAsync(old, SessionAccess.Exclusive).AsTask();
        _rig.Store.IsDown = false;
        var there = _rig.NewNode().OpenAsync(old, SessionAccess.Exclusive).AsTask();
        Assert.Null(await _rig.UntilAsync(here));
        Assert.Null(await _rig.UntilAsync(there));
        await using var after = await _rig.UntilAsync(_rig.OpenAsync(id));
        Assert.Equal("Ada", after.Read(Keys.Name));
    });

    [Fact]
    public void A_creation_that_failed_leaves_the_old_id_as_it_was() => OneThread.Run(_rig.Time, async () =>
    {
        var old = await _rig.StoreAsync();
        await using (var session = await _rig.OpenAsync(old))
        {
            await session.SetAsync(Keys.Name, "Bob");
            await session.RegenerateIdAsync();
            _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLost);
            var commit = session.CompleteAsync().AsTask();
            _rig.Store.IsDown = true;
            await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(commit));
            _rig.Store.IsDown = false;
        }

        await using var after = await _rig.UntilAsync(_rig.OpenAsync(old));
        Assert.Equal("Ada", after.Read(Keys.Name));
        Assert.Equal(StateVersion.None.Next(), (await _rig.StateAsync(old))!.Version);
    });
}
