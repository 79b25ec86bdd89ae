using Tidemark.Stores;
using Tidemark.Testing;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Leases;

public sealed class HeartbeatTests
{
    private Rig _rig = new();

    [Fact]
    public void A_node_beats_before_its_first_lease_and_three_times_a_lease() => OneThread.Run(_rig.Time, async () =>
    {
        Assert.Equal(0, _rig.Store.Calls(StoreVerb.Beat));
        await _rig.StoreAsync();
        Assert.Equal(1, _rig.Store.Calls(StoreVerb.Beat));
        for (var i = 0; i < 30; i++)
            _rig.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(10, _rig.Store.Calls(StoreVerb.Beat));
    });

    [Fact]
    public void The_nodes_own_deadline_counts_from_before_the_beat_was_sent_less_a_margin() => OneThread.Run(_rig.Time, async () =>
    {
        _rig = new Rig(options => options.StoreTimeout = TimeSpan.FromSeconds(2.5));
        _rig.Store.Script(StoreVerb.Beat, StoreFault.AnswerLate(TimeSpan.FromSeconds(2)));
        var opening = _rig.First.OpenAsync(SessionId.New(), SessionAccess.Exclusive).AsTask();
        _rig.Time.Advance(TimeSpan.FromSeconds(2));
        await opening;
        await CommitAsync();
        _rig.Store.IsDown = true;

        // A lease of 10 s less a tenth, sent at 0 s: trusted until 9 s, although the answer came at 2 s.
        _rig.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(CommitFailure.Unknown, await _rig.UntilAsync(FailCommitAsync()));
        Assert.Equal(CommitFailure.Refused, await _rig.UntilAsync(FailCommitAsync()));
    });

    [Fact]
    public void A_node_that_the_store_took_for_dead_though_it_beat_in_time_serves_nothing_that_it_kept() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await (await _rig.OpenAsync(id)).DisposeAsync();
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        await _rig.StealAsync(id);
        Assert.NotEqual("Eve", await ReadAsync());

        _rig.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("Eve", await _rig.UntilAsync(ReadAsync()));

        async Task<string?> ReadAsync()
        {
            await using var session = await _rig.OpenAsync(id, SessionAccess.ReadOnly);
            return session.Read(Keys.Name);
        }
    });

    [Fact]
    public void A_node_whose_lease_ran_out_commits_nothing_before_it_beats_again() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await using var session = await _rig.OpenAsync(id);
        await session.SetAsync(Keys.Name, "Bob");
        _rig.Store.IsDown = true;
        _rig.Time.Advance(TimeSpan.FromSeconds(12));
        var sent = _rig.Store.Calls(StoreVerb.Commit);

        var failure = await Assert.ThrowsAsync<SessionCommitException>(() => _rig.UntilAsync(session.CommitAsync().AsTask()));
        Assert.Equal(CommitFailure.Refused, failure.Failure);
        Assert.Equal(sent, _rig.Store.Calls(StoreVerb.Commit));

        // Nobody took the session over meanwhile, so that the token still counts.
        await _rig.ReturnAsync();
        await _rig.UntilAsync(session.CompleteAsync().AsTask());
        Assert.Equal("Bob", await _rig.StoredAsync(id, Keys.Name));
    });

    [Fact]
    public void A_node_that_was_paused_past_its_lease_cannot_overwrite_its_successor() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        var pausedTime = new ManualTimeProvider();
        var paused = new SessionManager(
            _rig.Memory, new Graph.GraphSerializer(), _rig.Options, pausedTime,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<SessionManager>.Instance);
        var session = (await paused.OpenAsync(id, SessionAccess.Exclusive))!;
        await session.SetAsync(Keys.Name, "late");
        _rig.Time.Advance(TimeSpan.FromSeconds(10));
        await using (var successor = await _rig.OpenAsync(id))
        {
            await successor.SetAsync(Keys.Name, "Eve");
            await successor.CompleteAsync();
        }

        pausedTime.Advance(TimeSpan.FromSeconds(30));
        var failure = await Assert.ThrowsAsync<SessionCommitException>(async () => await session.CompleteAsync());
        Assert.Equal(CommitFailure.Refused, failure.Failure);
        Assert.Equal("Eve", await _rig.StoredAsync(id, Keys.Name));
    });

    [Fact]
    public void A_node_that_leaves_frees_what_it_holds_at_once() => OneThread.Run(_rig.Time, async () =>
    {
        var id = await _rig.StoreAsync();
        await _rig.OpenAsync(id);
        await _rig.First.DisposeAsync();
        await _rig.First.DisposeAsync();

        await using var other = await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive);
        Assert.NotNull(other);
        var beats = _rig.Store.Calls(StoreVerb.Beat);
        await other.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _rig.First.OpenAsync(id, SessionAccess.Exclusive));
        Assert.Equal(beats, _rig.Store.Calls(StoreVerb.Beat));
    });

    // It would bring the node back to life, and its leases with it, until they run out.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_beat_that_is_on_its_way_when_the_node_leaves_does_not_reach_the_store_after_the_farewell(bool canBeCancelled) =>
        OneThread.Run(_rig.Time, async () =>
        {
            var id = await _rig.StoreAsync();
            var store = new SlowStore(_rig.Memory, _rig.Time, canBeCancelled);
            var node = _rig.NewNode(store);
            await (await node.OpenAsync(id, SessionAccess.Exclusive))!.DisposeAsync();
            store.Delay = TimeSpan.FromSeconds(2);
            while (!store.IsBusy)
                await Task.Delay(TimeSpan.FromMilliseconds(100), _rig.Time);
            store.Delay = TimeSpan.Zero;
            await node.DisposeAsync();
            await Task.Delay(TimeSpan.FromSeconds(3), _rig.Time);

            var next = new AcquireRequest(_rig.KeyOf(id), NodeId.New(), StateVersion.None, "next");
            Assert.IsType<AcquireOutcome.Granted>(await _rig.Memory.AcquireAsync(next, CancellationToken.None));
        });

    [Fact]
    public void A_node_that_served_no_session_leaves_without_a_word() => OneThread.Run(_rig.Time, async () =>
    {
        await _rig.NewNode().DisposeAsync();
        Assert.Equal(0, _rig.Store.TotalCalls);
    });

    [Fact]
    public void A_release_that_failed_is_repeated_after_a_beat_that_got_through() => OneThread.Run(_rig.Time, async () =>
    {
        var rig = new Rig(options => options.StoreTimeout = TimeSpan.FromSeconds(1));
        var id = await rig.StoreAsync();
        var session = await rig.OpenAsync(id);
        var waiter = rig.NewNode().OpenAsync(id, SessionAccess.Exclusive).AsTask();
        rig.Store.Script(StoreVerb.Release, [.. Enumerable.Repeat(StoreFault.RequestLost, 12)]);
        await rig.UntilAsync(session.DisposeAsync().AsTask());
        Assert.False(waiter.IsCompleted);
        var lost = rig.Store.Calls(StoreVerb.Release);
        await using var other = await rig.UntilAsync(waiter);
        Assert.NotNull(other);
        Assert.True(rig.Store.Calls(StoreVerb.Release) > lost);
    });

    [Fact]
    public void Expired_sessions_are_swept_now_and_then() => OneThread.Run(_rig.Time, async () =>
    {
        await _rig.StoreAsync();
        await _rig.First.OpenAsync(SessionId.New(), SessionAccess.Exclusive);
        for (var i = 0; i < 60; i++)
            _rig.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.InRange(_rig.Store.Calls(StoreVerb.Sweep), 45, 85);
        Assert.Equal(0, await _rig.Memory.SweepAsync(10, CancellationToken.None));
    });

    private async Task<CommitFailure> FailCommitAsync() => (await Assert.ThrowsAsync<SessionCommitException>(CommitAsync)).Failure;

    private async Task CommitAsync()
    {
        await using var session = _rig.First.Create();
        await session.SetAsync(Keys.Name, "Ada");
        await session.CommitAsync();
    }

    /// <summary>Gets beats late: also those that nobody waits for any more, unless they can be called back.</summary>
    private sealed class SlowStore(IPrimaryStore inner, TimeProvider time, bool canBeCancelled) : DelegatingStore(inner)
    {
        public TimeSpan Delay { get; set; }

        public bool IsBusy { get; private set; }

        public override async ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            if (Delay > TimeSpan.Zero)
            {
                IsBusy = true;
                await Task.Delay(Delay, time, canBeCancelled ? cancellationToken : CancellationToken.None);
            }

            return await Inner.BeatAsync(node, lifetime, CancellationToken.None);
        }
    }
}
