using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

/// <summary>Another node wants the lease. The clock of these tests stands still unless a wait needs it.</summary>
public sealed class RecallTests
{
    private readonly Rig _rig = new();
    private readonly SessionManager _other;

    public RecallTests() => _other = _rig.NewNode();

    [Fact]
    public void An_idle_lease_goes_back_and_arrives_at_once() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        await using var there = await _other.OpenAsync(id, SessionAccess.Shared);

        Assert.NotNull(there);
        Assert.Equal(0, _rig.Time.GetTimestamp());
        Assert.Equal(1, _rig.Store.Calls(StoreVerb.Release));
    });

    [Fact]
    public void Those_inside_finish_newcomers_wait_behind_and_the_lease_goes_back_with_the_last_commit() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var one = await _rig.OpenAsync(id, SessionAccess.Shared);
        var two = await _rig.OpenAsync(id, SessionAccess.Shared);
        var there = _other.OpenAsync(id, SessionAccess.Shared).AsTask();
        var newcomer = _rig.OpenAsync(id, SessionAccess.Shared);
        await one.SetAsync(Keys.Name, "one");
        await one.CompleteAsync();
        Assert.False(newcomer.IsCompleted);
        Assert.False(there.IsCompleted);
        await two.SetAsync(Keys.Count, 2);
        await two.CompleteAsync();
        var session = (await there)!;
        Assert.Equal([AfterCommit.Keep, AfterCommit.Release], _rig.Watched.Commits.Select(commit => commit.Then));
        Assert.Equal(0, _rig.Store.Calls(StoreVerb.Release));
        Assert.False(newcomer.IsCompleted);
        Assert.Equal("one", session.Read(Keys.Name));
        await session.SetAsync(Keys.Count, 3);
        await session.CompleteAsync();
        await using var last = await newcomer;

        Assert.Equal(3, await last.GetAsync(Keys.Count));
        Assert.Equal(0, _rig.Time.GetTimestamp());
    });

    [Fact]
    public void Three_nodes_get_it_in_the_order_in_which_they_asked() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var here = await _rig.OpenAsync(id);
        var order = new List<int>();
        var waiting = new[] { _other, _rig.NewNode(), _rig.NewNode() }.Select(async (node, i) =>
        {
            await using var session = await node.OpenAsync(id, SessionAccess.Exclusive);
            order.Add(i);
            await session!.SetAsync(Keys.Count, i);
            await session.CompleteAsync();
        }).ToArray();
        await here.CompleteAsync();
        await Task.WhenAll(waiting);

        Assert.Equal(Enumerable.Range(0, 3), order);
        Assert.Equal(0, _rig.Time.GetTimestamp());
    });

    [Fact]
    public void Signals_that_are_lost_cost_time_only() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        _rig.Store.LosesSignals = true;
        var there = _other.OpenAsync(id, SessionAccess.Exclusive).AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(30), _rig.Time);
        Assert.False(there.IsCompleted);
        _rig.Store.LosesSignals = false;
        await (await there)!.CompleteAsync();
        Assert.InRange(_rig.Time.GetElapsedTime(0), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(300));

        // The word that it is free is lost as well.
        var here = await _rig.OpenAsync(id);
        there = _other.OpenAsync(id, SessionAccess.Exclusive).AsTask();
        _rig.Store.LosesSignals = true;
        await here.CompleteAsync();
        Assert.NotNull(await there);
    });

    [Fact]
    public void A_recall_that_is_never_heard_comes_with_the_next_beat() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        _rig.Store.LosesSignals = true;
        var began = _rig.Time.GetTimestamp();
        await using var there = await _other.OpenAsync(id, SessionAccess.Exclusive);

        Assert.NotNull(there);
        var longest = (_rig.Options.NodeLease / 3) + TimeSpan.FromSeconds(1.1);
        Assert.InRange(_rig.Time.GetElapsedTime(began), TimeSpan.FromMilliseconds(100), longest);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Signals_that_are_doubled_or_late_change_nothing(bool areLate) => OneThread.Run(_rig.Time, async () =>
    {
        _rig.Store.DoublesSignals = !areLate;
        _rig.Store.SignalDelay = TimeSpan.FromMilliseconds(areLate ? 700 : 0);
        var id = await _rig.StoreAsync();
        var nodes = new[] { _rig.First, _other, _rig.NewNode() };
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => CountAsync(nodes[i % 3], id)));

        Assert.Equal(30, await _rig.StoredAsync(id, Keys.Count));
    });

    [Fact]
    public async Task A_recall_of_another_lease_is_passed_over()
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).CompleteAsync();
        var before = _rig.Store.TotalCalls;
        _rig.Watched.Signal(_rig.First.Node, new StoreSignal.Recall(_rig.KeyOf(id), new LeaseToken(1, 1)));
        _rig.Watched.Signal(_rig.First.Node, new StoreSignal.Free(_rig.KeyOf(id)));
        await using var session = await _rig.OpenAsync(id);

        Assert.Equal(before, _rig.Store.TotalCalls);
    }

    [Fact]
    public void A_recall_that_overtakes_the_grant_is_heeded() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        _rig.Store.Script(StoreVerb.Acquire, StoreFault.AnswerLate(TimeSpan.FromMilliseconds(20)));
        var here = _rig.OpenAsync(id);
        var there = _other.OpenAsync(id, SessionAccess.Exclusive).AsTask();
        Assert.False(here.IsCompleted);
        var session = await here;
        await session.SetAsync(Keys.Count, 1);
        await session.CompleteAsync();
        Assert.Equal(AfterCommit.Release, _rig.Watched.Commits.Single().Then);
        await using var got = await there;

        Assert.InRange(_rig.Time.GetElapsedTime(0), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(25));
    });

    [Fact]
    public void Others_who_wait_are_as_good_as_a_recall() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var first = await _rig.OpenAsync(id);
        _rig.Store.LosesSignals = true;
        var there = _other.OpenAsync(id, SessionAccess.Exclusive).AsTask();
        await first.SetAsync(Keys.Count, 1);
        await first.CommitAsync();
        await first.SetAsync(Keys.Count, 2);
        await first.CompleteAsync();

        Assert.Equal([AfterCommit.Keep, AfterCommit.Release], _rig.Watched.Commits.Select(commit => commit.Then));
        await using var got = await there;
        Assert.Equal(2, got!.Read(Keys.Count));
    });

    [Fact]
    public void The_holder_says_which_request_keeps_the_lease_from_going_back() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id, purpose: "GET /quick")).CompleteAsync();
        await using var slow = await _rig.OpenAsync(id, purpose: "POST /slow");
        var timeout = await Assert.ThrowsAsync<SessionLockTimeoutException>(
            async () => await _other.OpenAsync(id, SessionAccess.Exclusive, "GET /waits"));

        Assert.Equal("POST /slow", timeout.HolderPurpose);
        Assert.Equal(_rig.First.Node, timeout.HolderNode);
        Assert.Contains("POST /slow", timeout.Message, StringComparison.Ordinal);
        Assert.Single(_rig.Watched.Commits);
        var report = Assert.Single(_rig.First.ReportLocks());
        Assert.True(report.IsRecalled);
        Assert.Equal(["POST /slow"], report.Inside.Select(request => request.Purpose));
        Assert.InRange(report.Leased!.Value, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10.5));
    });

    private static async Task CountAsync(SessionManager node, SessionId id)
    {
        await using var session = await node.OpenAsync(id, SessionAccess.Shared, "count");
        await session!.SetAsync(Keys.Count, await session.GetAsync(Keys.Count) + 1);
        await session.CompleteAsync();
    }
}
