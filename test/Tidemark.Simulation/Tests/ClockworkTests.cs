using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Simulation.Runs;
using Tidemark.Stores;

namespace Tidemark.Simulation.Tests;

public sealed class ClockworkTests
{
    private readonly EventQueue _events = new();
    private readonly NodeContext _context;
    private readonly Scheduler _scheduler;
    private readonly Trace _trace;
    private readonly List<string> _escaped = [];

    public ClockworkTests()
    {
        _trace = new Trace(_events);
        _context = new NodeContext(1, _escaped.Add);
        _scheduler = new Scheduler(_events, _trace, new Random(1));
        _scheduler.Add(_context);
    }

    [Theory]
    [InlineData(0.95)]
    [InlineData(1)]
    [InlineData(1.05)]
    public void A_timer_fires_when_its_own_clock_says_so(double speed)
    {
        var time = new SimulatedTime(_events, _context, TimeSpan.FromHours(3), speed);
        var (start, fired, trueTime) = (time.GetTimestamp(), 0L, 0L);
        using var timer = time.CreateTimer(_ => (fired, trueTime) = (time.GetTimestamp(), _events.Now), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        RunFor(TimeSpan.FromSeconds(2));

        Assert.InRange(time.GetElapsedTime(start, fired), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.000001));
        Assert.Equal(1 / speed, TimeSpan.FromTicks(trueTime).TotalSeconds, 5);
    }

    [Fact]
    public void A_paused_node_runs_late_what_came_due_and_a_period_only_once()
    {
        var time = new SimulatedTime(_events, _context, TimeSpan.Zero, 1);
        var fired = new List<double>();
        using var timer = time.CreateTimer(
            _ => fired.Add(TimeSpan.FromTicks(_events.Now).TotalSeconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _context.IsPaused = true;
        _events.After(TimeSpan.FromSeconds(4.5), () => _context.IsPaused = false);

        RunFor(TimeSpan.FromSeconds(6.2));

        Assert.Equal([4.5, 5, 6], fired);
    }

    [Fact]
    public void What_a_node_awaits_goes_on_in_the_node()
    {
        var time = new SimulatedTime(_events, _context, TimeSpan.Zero, 1);
        SynchronizationContext? after = null;
        _context.Post(async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time);
            after = SynchronizationContext.Current;
        }, null);

        RunFor(TimeSpan.FromSeconds(2));

        Assert.Same(_context, after);
        Assert.Empty(_escaped);
    }

    [Theory]
    [InlineData(ConfigureAwaitOptions.ContinueOnCapturedContext, false)]
    [InlineData(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing, false)]
    [InlineData(ConfigureAwaitOptions.None, true)]
    [InlineData(ConfigureAwaitOptions.SuppressThrowing, true)]
    public void What_goes_on_elsewhere_than_in_its_node_is_seen(ConfigureAwaitOptions options, bool isSeen)
    {
        using var home = HomeThread.Begin();
        using var gone = new ManualResetEventSlim();
        var time = new SimulatedTime(_events, _context, TimeSpan.Zero, 1);
        _context.Post(async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time).ConfigureAwait(options);
            gone.Set();
        }, null);

        RunFor(TimeSpan.FromSeconds(2));

        // No limit: a pool that has nothing else to do comes to it.
        gone.Wait(TestContext.Current.CancellationToken);
        Assert.Equal(isSeen, home.Strays > 0);
    }

    [Fact]
    public void A_dead_node_does_nothing()
    {
        _context.Post(_ => Assert.Fail("It runs."), null);
        _context.IsDead = true;

        RunFor(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(1, 0, 0, 0)]
    [InlineData(0, 0.5, 2, 60)]
    public void Signals_arrive_once_or_never_or_more_often(double loss, double duplicates, int least, int most)
    {
        var network = new SimulatedNetwork(_events, new Random(3));
        var store = new MemoryStore(new SimulatedTime(_events, new NodeContext(0, _escaped.Add), TimeSpan.Zero, 1));
        var link = new NodeLink(network, store, _context, _trace, new KeyBook());
        var (holder, other, key, received) = (NodeId.New(), NodeId.New(), StateKey.From("a", SessionId.New()), 0);
        _context.Post(async _ =>
        {
            await link.BeatAsync(holder, TimeSpan.FromMinutes(1), default);
            await link.ListenAsync(holder, signal => received += signal is StoreSignal.Recall ? 1 : 0, default);
            await link.CommitAsync(
                new(key, holder, LeaseToken.None, StateVersion.None, CommitId.New(), [], new Lifetime(TimeSpan.FromHours(1), TimeSpan.MaxValue), AfterCommit.Keep, ""),
                default);
            network.Profile = new NetworkProfile { SignalLoss = loss, SignalDuplicates = duplicates };
            for (var request = 0; request < (duplicates > 0 ? 6 : 1); request++)
                await link.AcquireAsync(new AcquireRequest(key, other, StateVersion.None, ""), default);
        }, null);

        RunFor(TimeSpan.FromSeconds(20));

        Assert.InRange(received, least, most);
        Assert.True(duplicates == 0 || received > 6);
    }

    private void RunFor(TimeSpan time) => _scheduler.RunUntil(_events.Now + time.Ticks);
}
