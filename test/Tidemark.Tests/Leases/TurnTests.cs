using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Diagnostics;
using Tidemark.Leases;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Leases;

/// <summary>Turns of one session on one node: a fair readers-writer lock.</summary>
public sealed class TurnTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly NodeLeases _node;
    private readonly LocalSession _session;

    public TurnTests()
    {
        var limits = new LeaseLimits
        {
            NodeLease = TimeSpan.FromSeconds(10),
            StoreCall = TimeSpan.FromSeconds(5),
            LockWait = TimeSpan.FromSeconds(10),
            Waiters = 3,
            Sweep = TimeSpan.FromMinutes(1),
            CachedSessions = 10,
            CachedBytes = 1_000,
            LongestValue = 1_000,
        };
        _node = new NodeLeases(
            new MemoryStore(_time), limits, _time, new SessionMeter(this), NullLogger.Instance);
        _session = _node.Sessions.Obtain(StateKey.From("test", SessionId.New()));
    }

    [Fact]
    public async Task Turns_come_in_the_order_of_arrival()
    {
        var turn = await EnterAsync("0");
        var waiting = new[] { EnterAsync("1"), EnterAsync("2"), EnterAsync("3") };
        for (var i = 0; i < waiting.Length; i++)
        {
            Assert.All(waiting[i..], task => Assert.False(task.IsCompleted));
            _session.Leave(turn);
            turn = await waiting[i];
            Assert.Equal($"{i + 1}", turn.Purpose);
        }
    }

    [Fact]
    public async Task Those_who_share_come_in_together_but_overtake_nobody()
    {
        var first = await EnterAsync("s1", isExclusive: false);
        var second = await EnterAsync("s2", isExclusive: false);
        var alone = EnterAsync("x");
        var (third, fourth) = (EnterAsync("s3", isExclusive: false), EnterAsync("s4", isExclusive: false));
        _session.Leave(first);
        Assert.False(alone.IsCompleted);
        Assert.False(third.IsCompleted);
        _session.Leave(second);
        var exclusive = await alone;
        Assert.False(third.IsCompleted);
        _session.Leave(exclusive);
        await third;
        await fourth;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_waiter_leaves_its_place_to_the_next(bool isExclusive)
    {
        var turn = await EnterAsync("0", isExclusive: false);
        using var cancelled = new CancellationTokenSource();
        var first = EnterAsync("1", cancellationToken: cancelled.Token);
        var second = EnterAsync("2", isExclusive);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        if (isExclusive)
            _session.Leave(turn);

        // One that shares comes in at once: nobody alone waits before it any more.
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
        Assert.Null(timeout.HolderNode);
        Assert.Contains("POST /checkout", timeout.Message, StringComparison.Ordinal);
        _session.Leave(turn);
        Assert.True(EnterAsync("free again").IsCompleted);
    }

    [Fact]
    public async Task Leaving_twice_lets_one_in()
    {
        var turn = await EnterAsync("0");
        var (first, second) = (EnterAsync("1"), EnterAsync("2"));
        _session.Leave(turn);
        _session.Leave(turn);
        await first;

        Assert.False(second.IsCompleted);
        Assert.True(_session.TryEnterUnleased(isExclusive: true, "jumper", out var jumper));
        Assert.Null(jumper);
    }

    [Fact]
    public async Task Turns_that_come_while_their_waiters_give_up_are_never_lost()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var turn = await EnterAsync("0");
            using var cancelled = new CancellationTokenSource();
            var waiter = EnterAsync("1", cancellationToken: cancelled.Token);
            var cancelling = Task.Run(cancelled.Cancel, CancellationToken.None);
            _session.Leave(turn);
            await cancelling;
            try
            {
                _session.Leave(await waiter);
            }
            catch (OperationCanceledException)
            {
            }

            var next = EnterAsync("next");
            Assert.True(next.IsCompletedSuccessfully);
            _session.Leave(await next);
        }
    }

    private async Task<Turn> EnterAsync(string purpose, bool isExclusive = true, CancellationToken cancellationToken = default) =>
        (await _session.EnterAsync(isExclusive, purpose, _node.NewWait(), cancellationToken))!;
}
