using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Stores;

public sealed class FaultyStoreTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryStore _inner;
    private readonly FaultyStore _store;
    private readonly CommitRequest _creation = new(
        StateKey.From("test", SessionId.New()), NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(),
        [], new Lifetime(TimeSpan.FromHours(1), TimeSpan.MaxValue), AfterCommit.Release, "create");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public FaultyStoreTests()
    {
        _inner = new MemoryStore(_time);
        _store = new FaultyStore(_inner, _time);
    }

    [Fact]
    public async Task A_lost_request_never_reaches_the_store()
    {
        _store.Script(StoreVerb.Commit, StoreFault.RequestLost);
        await Assert.ThrowsAsync<StoreUnavailableException>(CommitAsync);
        Assert.False(await ExistsAsync());
        Assert.IsType<CommitOutcome.Committed>(await CommitAsync());
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_deed_done()
    {
        _store.Script(StoreVerb.Commit, StoreFault.None, StoreFault.AnswerLost);
        await CommitAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(CommitAsync);
        Assert.True(await ExistsAsync());
    }

    [Fact]
    public async Task A_late_request_and_a_late_answer_differ_in_when_the_deed_is_done()
    {
        _store.Script(StoreVerb.Commit, StoreFault.RequestLate(TimeSpan.FromSeconds(1)), StoreFault.AnswerLate(TimeSpan.FromSeconds(1)));
        var first = CommitAsync();
        Assert.False(await ExistsAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        await first;
        Assert.True(await ExistsAsync());

        var second = CommitAsync();
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(await first, await second);
    }

    [Fact]
    public async Task While_it_is_down_everything_is_lost_and_the_script_stands_still()
    {
        _store.Script(StoreVerb.Commit, StoreFault.AnswerLost);
        _store.IsDown = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(CommitAsync);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await _store.BeatAsync(_creation.Node, TimeSpan.FromHours(1), Stop));
        _store.IsDown = false;
        Assert.False(await ExistsAsync());
        await Assert.ThrowsAsync<StoreUnavailableException>(CommitAsync);
        Assert.True(await ExistsAsync());
    }

    [Fact]
    public async Task Every_call_of_every_verb_is_counted_once()
    {
        _store.Script(StoreVerb.Commit, StoreFault.RequestLost);
        await Assert.ThrowsAsync<StoreUnavailableException>(CommitAsync);
        await CommitAsync();
        await _store.AcquireAsync(new AcquireRequest(_creation.Key, _creation.Node, default, ""), Stop);
        await _store.ReleaseAsync(_creation.Key, default, default, Stop);
        await _store.ReadAsync(_creation.Key, default, Stop);
        await _store.ReadHeadAsync(_creation.Key, Stop);
        await _store.TouchAsync([new SessionUse(_creation.Key, default)], Stop);
        await _store.BeatAsync(_creation.Node, TimeSpan.Zero, Stop);
        await _store.SweepAsync(1, Stop);
        await _store.PublishSchemaAsync(1, new byte[] { 1 }, Stop);
        await _store.ReadSchemaAsync(1, Stop);
        await _store.EndAsync(_creation.Key, EndReason.Revoked, Stop);
        await _store.ClaimEndedAsync(1, TimeSpan.Zero, Stop);
        await _store.ClaimEndAsync(_creation.Key, TimeSpan.Zero, Stop);
        await _store.ForgetEndedAsync([_creation.Key], Stop);
        var user = UserKey.From("test", "somebody");
        await _store.EnterUserAsync(user, _creation.Key, _creation.Lifetime, Stop);
        await _store.MoveUserAsync(user, _creation.Key, _creation.Key, _creation.Lifetime, Stop);
        await _store.LeaveUserAsync(user, _creation.Key, Stop);
        await _store.ListUserAsync(user, Stop);
        var verbs = Enum.GetValues<StoreVerb>();
        Assert.Equal(verbs.Select(verb => verb == StoreVerb.Commit ? 2 : 1), verbs.Select(_store.Calls));
        Assert.Equal(verbs.Length + 1, _store.TotalCalls);
    }

    [Fact]
    public async Task Signals_can_be_lost()
    {
        var heard = await ListenAsync();
        await RecallAsync(1);
        _store.LosesSignals = true;
        await RecallAsync(2);
        _store.LosesSignals = false;
        await RecallAsync(3);
        Assert.Equal([1, 3], heard);
    }

    [Fact]
    public async Task Signals_can_come_twice()
    {
        _store.DoublesSignals = true;
        var heard = await ListenAsync();
        await RecallAsync(1);
        await RecallAsync(2);
        Assert.Equal([1, 1, 2, 2], heard);
    }

    [Fact]
    public async Task Signals_can_come_late_and_then_later_ones_come_before_them()
    {
        var heard = await ListenAsync();
        _store.SignalDelay = TimeSpan.FromSeconds(8);
        await RecallAsync(1);
        _store.SignalDelay = TimeSpan.Zero;
        await RecallAsync(2);
        Assert.Equal([2], heard);
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal([2, 1], heard);
    }

    [Fact]
    public async Task A_late_signal_does_not_reach_a_node_that_has_stopped_listening()
    {
        var heard = new List<long>();
        var listening = await _store.ListenAsync(_creation.Node, signal => heard.Add(1), Stop);
        _store.SignalDelay = TimeSpan.FromSeconds(8);
        await RecallAsync(1);
        await listening.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.Empty(heard);
    }

    /// <summary>Collects the counters of the leases that are recalled.</summary>
    private async Task<List<long>> ListenAsync()
    {
        var heard = new List<long>();
        await _store.ListenAsync(_creation.Node, signal => heard.Add(((StoreSignal.Recall)signal).Token.Counter), Stop);
        return heard;
    }

    /// <summary>Has the n-th lease of the session recalled.</summary>
    private async Task RecallAsync(int lease)
    {
        if (lease == 1)
        {
            await _inner.BeatAsync(_creation.Node, TimeSpan.FromHours(1), Stop);
            await _inner.CommitAsync(_creation with { Then = AfterCommit.Keep }, Stop);
        }
        else
        {
            await _inner.AcquireAsync(new AcquireRequest(_creation.Key, _creation.Node, default, ""), Stop);
        }

        Assert.IsType<AcquireOutcome.Held>(await _inner.AcquireAsync(new AcquireRequest(_creation.Key, NodeId.New(), default, ""), Stop));
    }

    private async Task<CommitOutcome> CommitAsync() => await _store.CommitAsync(_creation, Stop);

    private async Task<bool> ExistsAsync() => await _inner.ReadAsync(_creation.Key, default, Stop) is ReadOutcome.Found;
}
