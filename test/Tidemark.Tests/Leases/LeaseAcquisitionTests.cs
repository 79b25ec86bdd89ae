using Tidemark.Leases;
using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

public sealed class LeaseAcquisitionTests
{
    private readonly Rig _rig = new();

    [Fact]
    public void One_request_at_a_time_across_all_nodes_and_no_update_is_lost() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var nodes = new[] { _rig.First, _rig.NewNode(), _rig.NewNode() };
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => CountAsync(nodes[i % 3], id)));

        Assert.Equal(60, await _rig.StoredAsync(id, Keys.Count));
    });

    [Fact]
    public void A_waiter_asks_the_store_seldom_and_gets_the_session_soon_after_it_is_free() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var session = await _rig.OpenAsync(id);
        var waiter = _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive).AsTask();
        for (var i = 0; i < 5_000; i++)
        {
            await Task.Yield();
            _rig.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.False(waiter.IsCompleted);
        Assert.InRange(_rig.Store.Calls(StoreVerb.Acquire), 10, 60);
        await session.CompleteAsync();
        var free = _rig.Time.GetTimestamp();
        await using var other = await _rig.UntilAsync(waiter);
        Assert.True(_rig.Time.GetElapsedTime(free) <= TimeSpan.FromMilliseconds(20));
    });

    [Fact]
    public void A_waiter_gives_up_in_time_and_says_who_holds_the_session() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id, purpose: "POST /checkout");
        var other = _rig.NewNode();
        var start = _rig.Time.GetTimestamp();

        var timeout = await Assert.ThrowsAsync<SessionLockTimeoutException>(
            () => _rig.UntilAsync(other.OpenAsync(id, SessionAccess.Exclusive).AsTask()));
        Assert.InRange(_rig.Time.GetElapsedTime(start), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10.1));
        Assert.Equal("POST /checkout", timeout.HolderPurpose);
        Assert.InRange(timeout.Held, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(10.1));
        Assert.Contains(nameof(TidemarkOptions.LockWaitTimeout), timeout.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_waiter_whom_the_store_has_not_answered_does_not_take_itself_for_the_holder() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        _rig.Options.LockWaitTimeout = _rig.Options.StoreTimeout / 2;
        var store = new FaultyStore(_rig.Memory, _rig.Time);
        store.Script(StoreVerb.Acquire, StoreFault.AnswerLate(_rig.Options.StoreTimeout * 0.9));
        var other = _rig.NewNode(store);

        var timeout = await Assert.ThrowsAsync<SessionLockTimeoutException>(
            () => _rig.UntilAsync(other.OpenAsync(id, SessionAccess.Exclusive, "GET /cart").AsTask()));
        Assert.Contains("the store has not answered yet", timeout.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("GET /cart", timeout.Message, StringComparison.Ordinal);
        Assert.Null(timeout.HolderNode);
    });

    [Fact]
    public void A_lease_that_was_never_asked_for_is_not_given_back_later() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var store = new FaultyStore(_rig.Memory, _rig.Time) { IsDown = true };
        var node = _rig.NewNode(store);
        await Assert.ThrowsAsync<SessionUnavailableException>(async () => await node.OpenAsync(id, SessionAccess.Exclusive));
        store.IsDown = false;
        await Task.Delay(2 * _rig.Options.NodeLease, _rig.Time);
        Assert.Equal(0, store.Calls(StoreVerb.Acquire));
        await (await node.OpenAsync(id, SessionAccess.Exclusive))!.DisposeAsync();
        Assert.Equal(1, store.Calls(StoreVerb.Acquire));
    });

    [Fact]
    public void Only_one_request_of_a_node_waits_in_the_store() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        var other = _rig.NewNode();
        await other.Create().DisposeAsync();
        var before = _rig.Store.Calls(StoreVerb.Acquire);
        var waiters = Enumerable.Range(0, 20).Select(_ => other.OpenAsync(id, SessionAccess.Exclusive).AsTask()).ToArray();

        Assert.Equal(1, _rig.Store.Calls(StoreVerb.Acquire) - before);
        await session.CompleteAsync();
        foreach (var waiter in waiters)
            await (await _rig.UntilAsync(waiter))!.DisposeAsync();
    });

    [Fact]
    public void A_waiter_that_is_cancelled_between_two_questions_leaks_nothing() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var session = await _rig.OpenAsync(id);
        var other = _rig.NewNode();
        using var aborted = new CancellationTokenSource();
        var waiter = other.OpenAsync(id, SessionAccess.Exclusive, "", aborted.Token).AsTask();
        _rig.Time.Advance(TimeSpan.FromMilliseconds(20));
        aborted.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
        await session.CompleteAsync();

        await using var next = await _rig.UntilAsync(other.OpenAsync(id, SessionAccess.Exclusive).AsTask());
        Assert.NotNull(next);
    });

    [Fact]
    public void A_grant_that_arrives_after_its_waiter_was_cancelled_serves_the_next() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        using var aborted = new CancellationTokenSource();
        _rig.Store.Script(StoreVerb.Acquire, StoreFault.AnswerLate(TimeSpan.FromSeconds(1)));
        var waiter = _rig.First.OpenAsync(id, SessionAccess.Exclusive, "", aborted.Token).AsTask();
        aborted.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
        Assert.Equal(0, _rig.Store.Calls(StoreVerb.Release));

        var here = _rig.First.OpenAsync(id, SessionAccess.Exclusive).AsTask();
        Assert.False(here.IsCompleted);
        await using (var session = (await _rig.UntilAsync(here))!)
            await session.SetAsync(Keys.Count, 1);
        await using var there = await _rig.UntilAsync(_rig.NewNode().OpenAsync(id, SessionAccess.Exclusive).AsTask());
        Assert.NotNull(there);
        Assert.Equal(1, _rig.Store.Calls(StoreVerb.Release));
    });

    [Fact]
    public void A_grant_that_arrives_after_the_stores_time_is_up_is_given_back() => OneThread.Run(_rig.Time, async () =>
    {
        var rig = new Rig(options => options.StoreTimeout = TimeSpan.FromSeconds(1));
        var id = await rig.StoreAsync();
        rig.Store.Script(StoreVerb.Acquire, StoreFault.AnswerLate(TimeSpan.FromSeconds(3)));
        await Assert.ThrowsAsync<SessionUnavailableException>(() => rig.UntilAsync(rig.OpenAsync(id)));

        await using var there = await rig.UntilAsync(rig.NewNode().OpenAsync(id, SessionAccess.Exclusive).AsTask());
        Assert.NotNull(there);
    });

    [Fact]
    public void A_store_that_is_down_is_told_apart_from_a_session_that_is_not_there() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        _rig.Store.IsDown = true;

        var start = _rig.Time.GetTimestamp();
        var failure = await Assert.ThrowsAsync<SessionUnavailableException>(() => _rig.UntilAsync(_rig.OpenAsync(id)));
        Assert.InRange(_rig.Time.GetElapsedTime(start), TimeSpan.FromSeconds(4.5), TimeSpan.FromSeconds(5.1));
        Assert.IsType<StoreUnavailableException>(failure.InnerException);
        await Assert.ThrowsAsync<SessionUnavailableException>(() => _rig.UntilAsync(_rig.OpenAsync(id, SessionAccess.ReadOnly)));
    });

    [Fact]
    public void A_short_outage_goes_unnoticed() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        _rig.Store.Script(StoreVerb.Acquire, StoreFault.RequestLost, StoreFault.AnswerLost, StoreFault.RequestLost);
        await using var session = await _rig.UntilAsync(_rig.OpenAsync(id));

        Assert.Equal("Ada", session.Read(Keys.Name));
    });

    [Fact]
    public void The_sessions_of_a_dead_node_are_free_within_its_lease() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var dying = new SessionManager(
            _rig.Memory, new Graph.GraphSerializer(), _rig.Options, new ManualTimeProvider(),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<SessionManager>.Instance);
        Assert.NotNull(await dying.OpenAsync(id, SessionAccess.Exclusive));

        _rig.Options.LockWaitTimeout = TimeSpan.FromSeconds(11);
        await using var session = await _rig.UntilAsync(_rig.NewNode().OpenAsync(id, SessionAccess.Exclusive).AsTask());
        Assert.NotNull(session);
    });

    [Fact]
    public void No_wait_is_so_short_that_a_loop_round_it_would_spin()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < 100; i++)
        {
            var rest = TimeSpan.FromMilliseconds(0.01 * i);
            Assert.InRange(backoff.Next(rest), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2));
        }

        Assert.InRange(backoff.Next(TimeSpan.MaxValue), TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(50));
    }

    private static async Task CountAsync(SessionManager node, SessionId id)
    {
        await using var session = await node.OpenAsync(id, SessionAccess.Exclusive, "count");
        await session!.SetAsync(Keys.Count, await session.GetAsync(Keys.Count) + 1);
        await session.CompleteAsync();
    }
}
