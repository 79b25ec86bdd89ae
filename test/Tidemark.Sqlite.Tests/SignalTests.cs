using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Sqlite.Tests;

/// <summary>Signals on their way through the file: they leave nothing behind, and nobody looks for them in vain.</summary>
public sealed class SignalTests : IAsyncLifetime
{
    // A hang, not a slow machine: far more than it can take.
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private readonly TemporaryFile _file = new();
    private readonly ManualTimeProvider _time = new();
    private readonly SqliteStore _here;
    private readonly SqliteStore _there;
    private readonly (NodeId Here, NodeId There) _nodes = (NodeId.New(), NodeId.New());

    public SignalTests() => (_here, _there) = (Open(), Open());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _here.BeatAsync(_nodes.Here, TimeSpan.FromHours(1), Stop);
        await _there.BeatAsync(_nodes.There, TimeSpan.FromHours(1), Stop);
    }

    [Fact]
    public async Task A_signal_that_was_fetched_is_gone_from_the_file()
    {
        var heard = new TaskCompletionSource<StoreSignal>();
        await using var listening = await _here.ListenAsync(_nodes.Here, signal => heard.TrySetResult(signal), Stop);
        var (key, token) = await HoldAsync();
        await AskAsync(_there, key);
        Assert.Equal(new StoreSignal.Recall(key, token), await heard.Task.WaitAsync(Hang, Stop));

        // Whatever the store does after it delivered comes after the removal.
        await _here.BeatAsync(_nodes.Here, TimeSpan.FromHours(1), Stop);
        Assert.Equal(0, Rows());
    }

    [Fact]
    public async Task A_signal_that_came_before_the_node_listened_is_found()
    {
        var (key, token) = await HoldAsync();
        await AskAsync(_there, key);
        var heard = new TaskCompletionSource<StoreSignal>();
        await using var listening = await _here.ListenAsync(_nodes.Here, signal => heard.TrySetResult(signal), Stop);
        Assert.Equal(new StoreSignal.Recall(key, token), await heard.Task.WaitAsync(Hang, Stop));
    }

    [Fact]
    public async Task A_signal_for_a_node_of_the_same_store_does_not_touch_the_file()
    {
        var heard = new List<StoreSignal>();
        await using var listening = await _here.ListenAsync(_nodes.Here, heard.Add, Stop);
        var (key, token) = await HoldAsync();
        await AskAsync(_here, key);
        Assert.Equal([new StoreSignal.Recall(key, token)], heard);
        Assert.Equal(0, Rows());
    }

    [Fact]
    public async Task A_signal_that_nobody_fetches_is_there_once_and_swept_after_five_seconds()
    {
        var (key, _) = await HoldAsync();
        for (var ask = 0; ask < 5; ask++)
        {
            await AskAsync(_there, key);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, Rows());
        _time.Advance(TimeSpan.FromSeconds(3.9));
        await _there.SweepAsync(10, Stop);
        Assert.Equal(1, Rows());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await _there.SweepAsync(10, Stop);
        Assert.Equal(0, Rows());
    }

    [Fact]
    public async Task A_signal_from_before_the_clock_was_set_back_is_swept()
    {
        await AskAsync(_there, (await HoldAsync()).Key);
        _time.JumpWallClock(TimeSpan.FromMinutes(-1));
        await _there.SweepAsync(10, Stop);
        Assert.Equal(0, Rows());
    }

    [Fact]
    public async Task A_node_that_leaves_takes_its_signals_with_it()
    {
        await AskAsync(_there, (await HoldAsync()).Key);
        await _here.BeatAsync(_nodes.There, TimeSpan.Zero, Stop);
        Assert.Equal(1, Rows());
        await _here.BeatAsync(_nodes.Here, TimeSpan.Zero, Stop);
        Assert.Equal(0, Rows());
    }

    [Fact]
    public async Task Nobody_looks_for_signals_without_a_listener_or_without_a_lease()
    {
        var (key, _) = await HoldAsync();
        await using var listening = await _there.ListenAsync(_nodes.There, _ => { }, Stop);
        await _there.ReadAsync(key, default, Stop);
        await _there.TouchAsync([new SessionUse(key, default)], Stop);
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        Assert.Equal((0, 0), (_here.Watch.Looks, _there.Watch.Looks));
    }

    [Fact]
    public async Task Disposal_ends_the_watch_while_a_lease_is_held()
    {
        await using var listening = await _here.ListenAsync(_nodes.Here, _ => { }, Stop);
        await HoldAsync();
        await _here.DisposeAsync();
        await _here.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        _file.Dispose();
    }

    private SqliteStore Open() => new(new SqliteStoreOptions { Path = _file.Path }, _time);

    private async Task<(StateKey Key, LeaseToken Token)> HoldAsync()
    {
        var creation = Requests.Creation() with { Node = _nodes.Here, Then = AfterCommit.Keep };
        return (creation.Key, Assert.IsType<CommitOutcome.Committed>(await _here.CommitAsync(creation, Stop)).Token);
    }

    private async Task AskAsync(SqliteStore store, StateKey key) =>
        Assert.IsType<AcquireOutcome.Held>(await store.AcquireAsync(new AcquireRequest(key, _nodes.There, default, "ask"), Stop));

    private long Rows()
    {
        using var connection = _file.OpenDirectly();
        return (long)connection.Scalar("SELECT count(*) FROM tidemark_signal")!;
    }
}
