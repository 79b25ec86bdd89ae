using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>Ends that the store could not be told in time: they come as soon as it can be reached, whatever else happened.</summary>
public sealed class LateEndTests
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3.4);

    private readonly Rig _rig = new(options => options.StoreTimeout = TimeSpan.FromSeconds(1));
    private readonly AlteredStore _store;
    private readonly Heard _heard = new();
    private readonly Lines _log = new();
    private readonly SessionManager _node;
    private readonly HashSet<StateKey> _unreachable = [];
    private Exception _failure = new StoreUnavailableException("This part of the store is down.");

    public LateEndTests()
    {
        _store = new AlteredStore(_rig.Store) { Commit = request => _unreachable.Contains(request.Key) ? throw _failure : null };
        _node = _rig.NewNode(_store, _log, _heard);
    }

    [Fact]
    public void A_sign_out_that_comes_after_an_unanswered_look_at_the_limit_is_told() => Run(async () =>
    {
        _rig.Options.SessionsPerUser = 3;
        await using var node = _rig.NewNode(_store, _log, _heard);
        var id = await CreateAsync(node);
        await using (var session = (await node.OpenAsync(id, SessionAccess.Exclusive))!)
        {
            await session.BindUserAsync("ada");
            _store.Commit = request =>
            {
                if (request.User != UserKey.None)
                    _rig.Store.Script(StoreVerb.EnterUser, [.. Enumerable.Repeat(StoreFault.RequestLost, 30)]);
                return null;
            };
            await session.CommitAsync();
        }

        _store.Commit = _ => null;
        await SignOutInVainAsync(node, id);
        await Task.Delay(2 * Beat, _rig.Time);

        Assert.Null(await _rig.StateAsync(id));
        Assert.Null(await node.OpenAsync(id, SessionAccess.Shared));
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Shared));
        Assert.Empty(await _rig.Memory.ListUserAsync(UserKey.From("test", "ada"), CancellationToken.None));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_keeps_failing_stops_neither_the_others_nor_the_upkeep(bool isExpected) => Run(async () =>
    {
        if (!isExpected)
            _failure = new InvalidOperationException("This record is damaged.");
        var ids = new[] { await CreateAsync(), await CreateAsync(), await CreateAsync() };
        var idle = await CreateAsync();
        foreach (var id in ids)
            await SignOutInVainAsync(_node, id);
        _unreachable.Add(_rig.KeyOf(ids[0]));
        var beats = _rig.Store.Calls(StoreVerb.Beat);
        await Task.Delay(2 * Beat, _rig.Time);
        var there = await Task.WhenAll(ids.Select(IsThereAsync));
        Assert.Equal([true, false, false], there);
        await Task.Delay(_rig.Options.IdleTimeout + Beat, _rig.Time);

        Assert.False(await IsThereAsync(idle));
        Assert.InRange(_rig.Store.Calls(StoreVerb.Beat) - beats, 300, 400);
        Assert.DoesNotContain(_log.All, line => line.Contains("lease on life", StringComparison.Ordinal));
        Assert.Contains(_log.All, line => line.Contains(_failure.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(_log.All, line => ids.Any(id => line.Contains(id.Reveal(), StringComparison.Ordinal)));
    });

    [Fact]
    public void What_fails_does_not_keep_a_session_in_use_from_staying_alive() => Run(async () =>
    {
        _failure = new InvalidOperationException("This record is damaged.");
        var (bad, used) = (await CreateAsync(), await CreateAsync());
        await SignOutInVainAsync(_node, bad);
        _unreachable.Add(_rig.KeyOf(bad));
        for (var minutes = 0; minutes < 40; minutes += 5)
        {
            await Task.Delay(TimeSpan.FromMinutes(5), _rig.Time);
            await (await _node.OpenAsync(used, SessionAccess.Shared))!.DisposeAsync();
        }

        Assert.NotInRange(_rig.Store.Calls(StoreVerb.Touch), 0, 5);
    });

    [Fact]
    public void A_node_that_cannot_beat_still_tells_them() => Run(async () =>
    {
        var id = await CreateAsync();
        await SignOutInVainAsync(_node, id);
        _rig.Store.Script(StoreVerb.Beat, [.. Enumerable.Repeat(StoreFault.RequestLost, 200)]);
        await Task.Delay(4 * Beat, _rig.Time);

        Assert.False(await IsThereAsync(id));
    });

    [Fact]
    public void A_node_that_leaves_tells_them_before() => Run(async () =>
    {
        var id = await CreateAsync();
        await SignOutInVainAsync(_node, id);
        await _node.DisposeAsync();

        Assert.False(await IsThereAsync(id));
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Shared));
    });

    [Fact]
    public void A_node_that_leaves_a_store_that_is_down_says_so_and_does_not_wait_for_long() => Run(async () =>
    {
        var id = await CreateAsync();
        await SignOutInVainAsync(_node, id);
        _rig.Store.IsDown = true;
        var began = _rig.Time.GetTimestamp();
        await _node.DisposeAsync();

        Assert.InRange(_rig.Time.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains(_log.All, line => line.Contains(_rig.KeyOf(id).ToString(), StringComparison.Ordinal) && line.Contains("never told", StringComparison.Ordinal));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_whose_session_another_node_has_taken_over_ends_it_there(bool isSignOut) => Run(async () =>
    {
        var id = await CreateAsync();
        if (isSignOut)
            await SignOutInVainAsync(_node, id);
        else
            await MoveInVainAsync(id);
        await _rig.Memory.BeatAsync(_node.Node, TimeSpan.Zero, CancellationToken.None);
        await using (var thief = (await _rig.First.OpenAsync(id, SessionAccess.Shared))!)
        {
            await thief.SetAsync(Keys.Name, "Eve");
            await thief.CompleteAsync();
        }

        await Task.Delay(4 * Beat, _rig.Time);
        Assert.Null(await _rig.First.OpenAsync(id, SessionAccess.Shared));
        Assert.Equal(isSignOut ? [(_rig.KeyOf(id).ToString(), EndReason.Abandoned)] : [], _heard.Ended);
    });

    [Fact]
    public void An_old_id_ends_untold_and_the_session_goes_on() => Run(async () =>
    {
        var id = await CreateAsync();
        var next = await MoveInVainAsync(id);
        await Task.Delay(2 * Beat, _rig.Time);

        Assert.False(await IsThereAsync(id));
        Assert.True(await IsThereAsync(next));
        Assert.Empty(_heard.Ended);
    });

    // Nobody has its id: it would stay until its time is up, and then the application would hear of the end of a session that it never knew.
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_session_whose_creation_was_not_answered_ends_untold(bool isDisposed, bool isNewId) => Run(async () =>
    {
        var old = isNewId ? await CreateAsync() : default;
        _heard.Started.Clear();
        await using var session = isNewId ? (await _node.OpenAsync(old, SessionAccess.Shared))! : _node.Create();
        await session.BindUserAsync("ada");
        await session.SetAsync(Keys.Name, "Ada");
        if (isNewId)
            await session.RegenerateIdAsync();
        var id = session.Id;
        _rig.Store.Script(StoreVerb.Commit, [.. Enumerable.Repeat(StoreFault.AnswerLost, 20)]);
        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CommitAsync());
        Assert.True(await IsThereAsync(id));
        if (isDisposed)
            await session.DisposeAsync();
        else
            session.Discard();
        await Task.Delay(4 * Beat, _rig.Time);

        Assert.False(await IsThereAsync(id));
        Assert.Empty(await _rig.Memory.ListUserAsync(UserKey.From("test", "ada"), CancellationToken.None));
        Assert.True(!isNewId || await IsThereAsync(old));
        await session.DisposeAsync();
        await Task.Delay(_rig.Options.IdleTimeout + TimeSpan.FromMinutes(3), _rig.Time);
        Assert.Empty(_heard.Started);
        Assert.Equal(isNewId ? [(_rig.KeyOf(old).ToString(), EndReason.Idle)] : [], _heard.Ended);
    });

    private void Run(Func<Task> body) => OneThread.Run(_rig.Time, body, TimeSpan.FromMilliseconds(10));

    private async Task<bool> IsThereAsync(SessionId id) => await _rig.StateAsync(id) is not null;

    private async Task<SessionId> CreateAsync(SessionManager? node = null)
    {
        await (node ?? _node).StartAsync(CancellationToken.None);
        await using var session = (node ?? _node).Create();
        await session.SetAsync(Keys.Name, "Ada");
        await session.CompleteAsync();
        return session.Id;
    }

    // As if the store were down, for this commit only: the node's beats go on.
    private async Task SignOutInVainAsync(SessionManager node, SessionId id)
    {
        await using var session = (await node.OpenAsync(id, SessionAccess.Shared))!;
        session.Abandon();
        await CommitInVainAsync(session, request => request.Key == _rig.KeyOf(id));
    }

    private async Task<SessionId> MoveInVainAsync(SessionId id)
    {
        await using var session = (await _node.OpenAsync(id, SessionAccess.Shared))!;
        await session.RegenerateIdAsync();
        await CommitInVainAsync(session, request => request.Key == _rig.KeyOf(id));
        return session.Id;
    }

    private async Task CommitInVainAsync(Session session, Func<CommitRequest, bool> isLost)
    {
        var commit = _store.Commit;
        _store.Commit = request => isLost(request) ? throw new StoreUnavailableException("It is lost.") : commit(request);
        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
        _store.Commit = commit;
    }
}
