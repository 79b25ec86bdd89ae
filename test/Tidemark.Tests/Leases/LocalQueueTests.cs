using Tidemark.Leases;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Leases;

public sealed class LocalQueueTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly LocalQueue _queue;
    private readonly StateKey _key = StateKey.From("test", SessionId.New());

    public LocalQueueTests() => _queue = new LocalQueue(3, _time);

    [Fact]
    public async Task Turns_come_in_the_order_of_arrival()
    {
        var turn = await EnterAsync("0");
        var waiting = new[] { EnterAsync("1"), EnterAsync("2"), EnterAsync("3") };
        for (var i = 0; i < waiting.Length; i++)
        {
            Assert.All(waiting[i..], task => Assert.False(task.IsCompleted));
            turn.Leave();
            turn = await waiting[i];
            Assert.Equal($"{i + 1}", turn.Purpose);
        }
    }

    [Fact]
    public async Task Sessions_do_not_wait_for_each_other()
    {
        await EnterAsync("one");
        var other = await _queue.EnterAsync(StateKey.From("test", SessionId.New()), "two", Wait(), CancellationToken.None);
        Assert.Equal("two", other.Purpose);
    }

    [Fact]
    public async Task One_more_than_the_limit_is_refused_at_once()
    {
        await EnterAsync("GET /slow");
        for (var i = 0; i < 3; i++)
            _ = EnterAsync("waits");
        _time.Advance(TimeSpan.FromSeconds(2));

        var refused = await Assert.ThrowsAsync<SessionLockTimeoutException>(() => EnterAsync("too many"));
        Assert.Equal(TimeSpan.Zero, refused.Waited);
        Assert.Equal("GET /slow", refused.HolderPurpose);
        Assert.Equal(TimeSpan.FromSeconds(2), refused.Held);
        Assert.Contains(nameof(TidemarkOptions.LockQueueLimit), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_waiter_leaves_its_place_to_the_next()
    {
        var turn = await EnterAsync("0");
        using var cancelled = new CancellationTokenSource();
        var first = EnterAsync("1", cancelled.Token);
        var second = EnterAsync("2");
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        turn.Leave();

        Assert.Equal("2", (await second).Purpose);
    }

    [Fact]
    public async Task A_waiter_that_gives_up_says_who_held_the_turn_and_for_how_long()
    {
        var turn = await EnterAsync("POST /checkout");
        _time.Advance(TimeSpan.FromSeconds(5));
        var waiter = EnterAsync("1");
        _time.Advance(TimeSpan.FromSeconds(10));

        var timeout = await Assert.ThrowsAsync<SessionLockTimeoutException>(() => waiter);
        Assert.Equal(TimeSpan.FromSeconds(10), timeout.Waited);
        Assert.Equal("POST /checkout", timeout.HolderPurpose);
        Assert.Equal(TimeSpan.FromSeconds(15), timeout.Held);
        Assert.Contains("POST /checkout", timeout.Message, StringComparison.Ordinal);
        turn.Leave();
        Assert.NotNull(_queue.TryEnter(_key, "free again"));
    }

    [Fact]
    public async Task Leaving_twice_lets_one_in()
    {
        var turn = await EnterAsync("0");
        var (first, second) = (EnterAsync("1"), EnterAsync("2"));
        turn.Leave();
        turn.Leave();
        await first;

        Assert.False(second.IsCompleted);
        Assert.Null(_queue.TryEnter(_key, "jumper"));
    }

    [Fact]
    public async Task Turns_that_come_while_their_waiters_give_up_are_never_lost()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var turn = await EnterAsync("0");
            using var cancelled = new CancellationTokenSource();
            var waiter = EnterAsync("1", cancelled.Token);
            var cancelling = Task.Run(cancelled.Cancel, CancellationToken.None);
            turn.Leave();
            await cancelling;
            try
            {
                (await waiter).Leave();
            }
            catch (OperationCanceledException)
            {
            }

            var next = _queue.TryEnter(_key, "next");
            Assert.NotNull(next);
            next.Leave();
        }
    }

    private LockWait Wait() => new(_time, TimeSpan.FromSeconds(10));

    private Task<Turn> EnterAsync(string purpose, CancellationToken cancellationToken = default) =>
        _queue.EnterAsync(_key, purpose, Wait(), cancellationToken).AsTask();
}
