using Microsoft.Extensions.Logging;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>A store that is known to be down makes nobody wait. What is not known stays so, and what is owed is told when it is back.</summary>
public sealed class StoreCircuitTests
{
    private readonly Rig _rig = new();
    private readonly Lines _log = new();

    [Fact]
    public void After_one_request_has_waited_in_vain_no_other_waits_or_calls_the_store() => OneThread.Run(_rig.Time, async () =>
    {
        var ids = new[] { await _rig.StoreAsync(), await _rig.StoreAsync() };
        await GoDownAsync(_rig.First, ids[0]);
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.OpenAsync(ids[1], SessionAccess.ReadOnly));
        var (now, calls) = (_rig.Time.GetTimestamp(), Calls());
        foreach (var access in new[] { SessionAccess.Shared, SessionAccess.Exclusive, SessionAccess.ReadOnly })
        {
            var refused = await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.OpenAsync(ids[1], access));
            Assert.True(refused.IsRefused);
            Assert.Contains("was not sent to the session store", refused.Message, StringComparison.Ordinal);
            Assert.Contains("as the test's script says", refused.Message, StringComparison.Ordinal);
        }

        await using var created = _rig.First.Create();
        await created.SetAsync(Keys.Name, "Bob");
        Assert.Equal(CommitFailure.Refused, (await Assert.ThrowsAsync<SessionCommitException>(async () => await created.CommitAsync())).Failure);
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.First.EndAsync(ids[1], CancellationToken.None));

        Assert.Equal(now, _rig.Time.GetTimestamp());
        Assert.Equal(calls, Calls());
    });

    [Fact]
    public void It_is_asked_by_one_call_at_a_time_and_less_and_less_often() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await GoDownAsync(_rig.First, id);
        var counts = new List<int>();
        for (var second = 0; second < 30; second++)
        {
            var before = _rig.Store.TotalCalls;
            await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);
            counts.Add(_rig.Store.TotalCalls - before);
        }

        // Two beats in a second at most in the end, and with each a lease that may have to be given back.
        Assert.InRange(counts[0], 2, 12);
        Assert.All(counts.Skip(5), count => Assert.InRange(count, 1, 6));
        Assert.InRange(counts.Sum(), 60, 150);
    });

    [Fact]
    public void It_is_used_again_within_a_second_of_its_return() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await GoDownAsync(_rig.First, id);
        await Task.Delay(TimeSpan.FromMinutes(10), _rig.Time);
        _rig.Store.IsDown = false;
        await Task.Delay(TimeSpan.FromSeconds(1.01), _rig.Time);

        await using var session = await _rig.OpenAsync(id);
        Assert.Equal("Ada", session.Read(Keys.Name));
    }, TimeSpan.FromMilliseconds(10));

    [Fact]
    public void A_commit_that_was_on_its_way_is_of_unknown_outcome_and_applied_once() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.Script(StoreVerb.Commit, StoreFault.AnswerLost);
        var commit = session.CommitAsync().AsTask();
        _rig.Store.IsDown = true;
        Assert.Equal(CommitFailure.Unknown, (await Assert.ThrowsAsync<SessionCommitException>(() => commit)).Failure);
        await Task.Delay(TimeSpan.FromSeconds(1), _rig.Time);
        Assert.NotNull(await _rig.First.FindTroubleAsync(CancellationToken.None));

        // Not sent again, and so not refused: nobody knows what became of it the first time.
        Assert.Equal(CommitFailure.Unknown, (await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CommitAsync())).Failure);
        await _rig.ReturnAsync();
        await session.CompleteAsync();
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
        Assert.Equal(new StateVersion(2), (await _rig.StateAsync(id))!.Version);
    });

    [Fact]
    public void Calls_that_began_before_it_was_known_go_on_and_may_still_be_answered() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.IsDown = true;
        var beats = _rig.Store.Calls(StoreVerb.Beat);
        while (_rig.Store.Calls(StoreVerb.Beat) == beats)
            await Task.Delay(TimeSpan.FromMilliseconds(10), _rig.Time);
        await Task.Delay(TimeSpan.FromSeconds(3), _rig.Time);
        var commit = session.CompleteAsync().AsTask();
        await Task.Delay(TimeSpan.FromSeconds(2.5), _rig.Time);
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.First.EndAsync(SessionId.New(), CancellationToken.None));

        _rig.Store.IsDown = false;
        await commit;
        await _rig.ReturnAsync();
        Assert.Null(await _rig.First.FindTroubleAsync(CancellationToken.None));
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
    });

    [Fact]
    public void A_sign_out_while_it_is_down_is_done_when_it_is_back() => OneThread.Run(_rig.Time, async () =>
    {
        var (id, other) = (await _rig.StoreAsync(), await _rig.StoreAsync());
        var session = await _rig.OpenAsync(id);
        await GoDownAsync(_rig.First, other);
        session.Abandon();
        Assert.Equal(CommitFailure.Unknown, (await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync())).Failure);
        await session.DisposeAsync();
        await Task.Delay(TimeSpan.FromMinutes(2), _rig.Time);
        Assert.NotNull(await _rig.StateAsync(id));

        await _rig.ReturnAsync();
        Assert.Null(await _rig.StateAsync(id));
    }, TimeSpan.FromMilliseconds(10));

    [Fact]
    public void A_node_that_leaves_looks_once_more_whether_it_is_back() => OneThread.Run(_rig.Time, async () =>
    {
        var (id, other) = (await _rig.StoreAsync(), await _rig.StoreAsync());
        var session = await _rig.OpenAsync(id);
        await GoDownAsync(_rig.First, other);
        session.Abandon();
        await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
        await session.DisposeAsync();
        _rig.Store.IsDown = false;
        await _rig.First.DisposeAsync();
        Assert.Null(await _rig.StateAsync(id));
    });

    [Fact]
    public void A_store_that_answers_anybody_is_not_down() => OneThread.Run(_rig.Time, async () =>
    {
        var (id, other) = (await _rig.StoreAsync(), await _rig.StoreAsync());
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.Script(StoreVerb.Commit, [.. Enumerable.Repeat(StoreFault.RequestLost, 1000)]);
        Assert.Equal(CommitFailure.Unknown, (await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CommitAsync())).Failure);

        // Its beats were answered meanwhile.
        await using var next = await _rig.OpenAsync(other);
        Assert.Equal("Ada", next.Read(Keys.Name));
        Assert.Null(await _rig.First.FindTroubleAsync(CancellationToken.None));
    });

    [Fact]
    public void A_store_that_refuses_is_not_down() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        _rig.Store.IsFull = true;
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.OpenAsync(id));
        await using var read = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
        Assert.Equal("Ada", read.Read(Keys.Name));
    });

    [Fact]
    public void A_store_that_puts_everybody_off_is_down_until_it_does_not() => OneThread.Run(_rig.Time, async () =>
    {
        // A server that loads its data, or a cluster without a majority.
        var id = await _rig.StoreAsync();
        await _rig.First.StartAsync(CancellationToken.None);
        foreach (var verb in new[] { StoreVerb.Acquire, StoreVerb.Read, StoreVerb.Beat })
            _rig.Store.Script(verb, [.. Enumerable.Repeat(StoreFault.RefusedForNow, 60)]);
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.OpenAsync(id));
        var now = _rig.Time.GetTimestamp();
        for (var request = 0; request < 20; request++)
            Assert.True((await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.OpenAsync(id))).IsRefused);
        Assert.Equal(now, _rig.Time.GetTimestamp());

        await Task.Delay(TimeSpan.FromMinutes(2), _rig.Time);
        await using var session = await _rig.OpenAsync(id);
        Assert.Equal("Ada", session.Read(Keys.Name));
    }, TimeSpan.FromMilliseconds(10));

    [Fact]
    public void A_store_that_does_not_take_changes_is_read_and_no_change_waits_for_it() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await _rig.First.StartAsync(CancellationToken.None);
        _rig.Store.IsLocked = true;
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.OpenAsync(id));
        var now = _rig.Time.GetTimestamp();
        for (var request = 0; request < 3; request++)
        {
            await using var read = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
            Assert.Equal("Ada", read.Read(Keys.Name));
            Assert.True((await Assert.ThrowsAsync<SessionUnavailableException>(async () => await _rig.OpenAsync(id))).IsRefused);
        }

        Assert.Equal(now, _rig.Time.GetTimestamp());
        _rig.Store.IsLocked = false;
        await Task.Delay(TimeSpan.FromSeconds(1.01), _rig.Time);
        await using var session = await _rig.OpenAsync(id);
        Assert.Equal("Ada", session.Read(Keys.Name));
    });

    [Fact]
    public void What_a_node_holds_is_read_while_its_lease_on_life_lasts() => OneThread.Run(_rig.Time, async () =>
    {
        var (id, other) = (await _rig.StoreAsync(), await _rig.StoreAsync());
        await (await _rig.OpenAsync(id)).CompleteAsync();
        await GoDownAsync(_rig.First, other);
        await using var session = await _rig.OpenAsync(id, SessionAccess.Shared);
        Assert.Equal("Ada", session.Read(Keys.Name));
    });

    [Fact]
    public void It_is_said_once_that_it_is_down_and_once_that_it_is_back() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var node = _rig.NewNode(log: _log);
        await GoDownAsync(node, id);
        for (var request = 0; request < 100; request++)
            await Assert.ThrowsAsync<SessionUnavailableException>(async () => await node.OpenAsync(id, SessionAccess.Exclusive));
        await Task.Delay(TimeSpan.FromMinutes(1), _rig.Time);

        var stacks = _log.All.Where(line => line.Contains("   at ", StringComparison.Ordinal) && !line.Contains("(attempt", StringComparison.Ordinal));
        Assert.Contains("The session store cannot be reached", Assert.Single(stacks), StringComparison.Ordinal);
        Assert.InRange(_log.All.Count(line => line.Contains("has not answered for", StringComparison.Ordinal)), 1, 4);
        await _rig.ReturnAsync();
        Assert.Single(_log.All, line => line.Contains("The session store answers again", StringComparison.Ordinal));
    }, TimeSpan.FromMilliseconds(10));

    [Fact]
    public void A_node_whose_store_is_down_at_the_start_waits_for_no_repeat() => OneThread.Run(_rig.Time, async () =>
    {
        _rig.Store.IsDown = true;
        await using var node = _rig.NewNode(log: _log);
        var began = _rig.Time.GetTimestamp();
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await node.StartAsync(CancellationToken.None));
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await node.OpenAsync(SessionId.New(), SessionAccess.Shared));
        Assert.Equal(began, _rig.Time.GetTimestamp());
        Assert.Single(_log.All, line => line.Contains("The session store cannot be reached", StringComparison.Ordinal));

        await _rig.ReturnAsync();
        Assert.Null(await node.OpenAsync(SessionId.New(), SessionAccess.Shared));
    });

    private int Calls() => _rig.Store.TotalCalls - _rig.Store.Calls(StoreVerb.Beat);

    private async Task GoDownAsync(SessionManager node, SessionId id)
    {
        await node.StartAsync(CancellationToken.None);
        _rig.Store.IsDown = true;
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await node.OpenAsync(id, SessionAccess.Exclusive));
    }
}
