using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Sqlite.Tests;

/// <summary>When a store looks into the file for signals: not while nobody else has it open, and at once when somebody has.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private const int Seeds = 12;

    // A hang, not a slow machine: far more than it can take.
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly TemporaryFile _file = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ManualTimeProvider _watchTime = new();
    private readonly SqliteStore _here;
    private readonly SqliteStore _there;
    private readonly (NodeId Here, NodeId There) _nodes = (NodeId.New(), NodeId.New());

    private TaskCompletionSource<StoreSignal> _heard = new();

    public WatchTests() => (_here, _there) = (Open(), Open());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _here.BeatAsync(_nodes.Here, Lease, Stop);
        await _here.ListenAsync(_nodes.Here, signal => _heard.TrySetResult(signal), Stop);
    }

    [Fact]
    public async Task A_process_that_is_alone_does_not_look_while_it_holds_a_session()
    {
        await HoldAsync();
        await AssertRestsAsync();
        var looks = _here.Watch.Looks;
        for (var beat = 0; beat < 100; beat++)
        {
            _time.Advance(Lease / 3);
            await _here.BeatAsync(_nodes.Here, Lease, Stop);
            await HoldAsync();
        }

        Assert.True(_here.Watch.Rests);
        Assert.Equal(looks, _here.Watch.Looks);
    }

    [Fact]
    public async Task Several_nodes_of_one_store_are_alone_together()
    {
        await using var listening = await _here.ListenAsync(_nodes.There, _ => { }, Stop);
        await _here.BeatAsync(_nodes.There, Lease, Stop);
        await HoldAsync();
        await AssertRestsAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_looks_as_soon_as_it_writes_after_another_one_has_beaten(bool isBeat)
    {
        var (key, token) = await HoldAsync();
        await AssertRestsAsync();
        await _there.BeatAsync(_nodes.There, Lease, Stop);
        if (isBeat)
            await _here.BeatAsync(_nodes.Here, Lease, Stop);
        else
            await _here.TouchAsync([new SessionUse(key, TimeSpan.Zero)], Stop);
        Assert.False(_here.Watch.Rests);
        await AssertHearsAsync(key, token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_rests_again_when_the_other_one_has_left_or_died(bool hasLeft)
    {
        await _there.BeatAsync(_nodes.There, Lease, Stop);
        await HoldAsync();
        await _here.BeatAsync(_nodes.Here, Lease, Stop);
        Assert.False(_here.Watch.Rests);
        if (hasLeft)
            await _there.BeatAsync(_nodes.There, TimeSpan.Zero, Stop);
        else
            _time.Advance(Lease);
        await AssertRestsAsync();
    }

    [Fact]
    public async Task A_beat_brings_what_was_asked_while_it_rested()
    {
        var (key, token) = await HoldAsync();
        await AssertRestsAsync();
        await _there.BeatAsync(_nodes.There, Lease, Stop);
        await AskAsync(key);
        Assert.Equal([new StoreSignal.Recall(key, token)], (await _here.BeatAsync(_nodes.Here, Lease, Stop)).Recalls);
    }

    // For whatever reason it rested: no lease was held or awaited for a while, nobody else was there, or both.
    [Fact]
    public async Task A_watch_that_has_rested_looks_again_once_a_lease_is_held_or_awaited_and_others_are_there()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            for (var rest = random.Next(3); rest >= 0; rest--)
                await RestAsync(random);
            await _there.BeatAsync(_nodes.There, Lease, Stop);
            _heard = new TaskCompletionSource<StoreSignal>();
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            if (random.Next(2) == 0)
            {
                var (key, token) = await HoldAsync();
                await AssertHearsAsync(key, token);
                await _here.ReleaseAsync(key, token, TimeSpan.Zero, Stop);
            }
            else
            {
                await AssertIsToldAsync();
            }

            await _there.BeatAsync(_nodes.There, TimeSpan.Zero, Stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        _file.Dispose();
    }

    private async Task RestAsync(Random random)
    {
        var isAlone = random.Next(2) == 0;
        var (key, token) = await HoldAsync();
        if (!isAlone)
            await _there.BeatAsync(_nodes.There, Lease, Stop);
        await _here.BeatAsync(_nodes.Here, Lease, Stop);
        await _here.ReleaseAsync(key, token, TimeSpan.Zero, Stop);
        if (!isAlone || random.Next(2) == 0)
            _watchTime.Advance(LeaseQueue.Patience);
        await UntilRestsAsync();
        await _there.BeatAsync(_nodes.There, TimeSpan.Zero, Stop);
    }

    private async Task AssertRestsAsync()
    {
        await _here.BeatAsync(_nodes.Here, Lease, Stop);
        await UntilRestsAsync();
    }

    private async Task UntilRestsAsync()
    {
        using var hang = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        hang.CancelAfter(Hang);
        while (!_here.Watch.Rests)
            await Task.Delay(1, hang.Token);
    }

    private async Task AssertHearsAsync(StateKey key, LeaseToken token)
    {
        await AskAsync(key);
        Assert.Equal(new StoreSignal.Recall(key, token), await _heard.Task.WaitAsync(Hang, Stop));
    }

    private async Task AssertIsToldAsync()
    {
        var creation = Requests.Creation() with { Node = _nodes.There, Then = AfterCommit.Keep };
        var token = Assert.IsType<CommitOutcome.Committed>(await _there.CommitAsync(creation, Stop)).Token;
        var ask = new AcquireRequest(creation.Key, _nodes.Here, default, "ask");
        Assert.IsType<AcquireOutcome.Held>(await _here.AcquireAsync(ask, Stop));
        await _there.ReleaseAsync(creation.Key, token, TimeSpan.Zero, Stop);
        Assert.Equal(new StoreSignal.Free(creation.Key), await _heard.Task.WaitAsync(Hang, Stop));
        var granted = Assert.IsType<AcquireOutcome.Granted>(await _here.AcquireAsync(ask, Stop));
        await _here.ReleaseAsync(creation.Key, granted.Token, TimeSpan.Zero, Stop);
    }

    private SqliteStore Open() => new(new SqliteStoreOptions { Path = _file.Path }, _time, null, _watchTime);

    private async Task<(StateKey Key, LeaseToken Token)> HoldAsync()
    {
        var creation = Requests.Creation() with { Node = _nodes.Here, Then = AfterCommit.Keep };
        return (creation.Key, Assert.IsType<CommitOutcome.Committed>(await _here.CommitAsync(creation, Stop)).Token);
    }

    private async Task AskAsync(StateKey key) =>
        Assert.IsType<AcquireOutcome.Held>(await _there.AcquireAsync(new AcquireRequest(key, _nodes.There, default, "ask"), Stop));
}
