using Tidemark.Testing;

namespace Tidemark.Tests.Stores;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _fired = [];
    private readonly DateTimeOffset _start;

    public ManualTimeProviderTests() => _start = _time.GetUtcNow();

    [Fact]
    public void Both_clocks_advance_together()
    {
        var timestamp = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(TimeSpan.FromSeconds(90), _time.GetElapsedTime(timestamp));
        Assert.Equal(_start + TimeSpan.FromSeconds(90), _time.GetUtcNow());
    }

    [Fact]
    public void A_jump_of_the_wall_clock_moves_neither_timestamps_nor_timers()
    {
        var timestamp = _time.GetTimestamp();
        using var timer = Start("a", 10);
        _time.JumpWallClock(TimeSpan.FromHours(-1));
        _time.JumpWallClock(TimeSpan.FromHours(3));
        Assert.Equal(TimeSpan.Zero, _time.GetElapsedTime(timestamp));
        Assert.Equal(_start + TimeSpan.FromHours(2), _time.GetUtcNow());
        Assert.Empty(_fired);
    }

    [Fact]
    public void Due_timers_fire_in_order_each_at_its_own_time()
    {
        using var late = Start("late", 30);
        using var early = Start("early", 10);
        using var twin = Start("twin", 10);
        using var never = Start("never", 31);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["early at 10", "twin at 10", "late at 30"], _fired);
        Assert.Equal(1, _time.WaitingTimers);
    }

    [Fact]
    public void A_timer_that_is_started_on_the_way_fires_on_the_way()
    {
        ITimer? second = null;
        using var first = _time.CreateTimer(_ => second = Start("second", 5), null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(["second at 15"], _fired);
        second!.Dispose();
    }

    [Fact]
    public void A_periodic_timer_fires_every_time_until_it_is_disposed()
    {
        var timer = _time.CreateTimer(_ => Note("tick"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(5));
        timer.Dispose();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["tick at 1", "tick at 3", "tick at 5"], _fired);
        Assert.False(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task Delays_of_the_framework_follow_it()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _time, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await delay;
    }

    private ITimer Start(string name, int seconds) =>
        _time.CreateTimer(_ => Note(name), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

    private void Note(string name) => _fired.Add($"{name} at {(_time.GetUtcNow() - _start).TotalSeconds}");
}
