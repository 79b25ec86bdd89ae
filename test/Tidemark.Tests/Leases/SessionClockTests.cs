using Tidemark.Leases;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Leases;

/// <summary>What a node knows of a session's time, at the instants that count.</summary>
public sealed class SessionClockTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Absolute = TimeSpan.FromMinutes(30);
    private static readonly Lifetime Life = new(Idle, Absolute);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_session_is_over_when_its_idle_time_is_up_and_not_a_tick_before()
    {
        var clock = new SessionClock(_time);
        clock.Told(TimeSpan.Zero);
        _time.Advance(Idle - Tick);
        Assert.False(clock.IsOver(Life));
        Assert.Equal(Tick, clock.Left(Life, isUsed: false));
        _time.Advance(Tick);
        Assert.True(clock.IsOver(Life));
        Assert.Equal(TimeSpan.Zero, clock.Left(Life, isUsed: false));
        _time.Advance(Tick);
        Assert.Equal(TimeSpan.Zero, clock.Left(Life, isUsed: false));
    }

    [Fact]
    public void What_the_store_says_counts_from_then()
    {
        var clock = new SessionClock(_time);
        _time.Advance(Idle);
        clock.Told(TimeSpan.FromMinutes(1));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMinutes(1)), (clock.Unused, clock.Age));
        Assert.Null(clock.TakeDueUse(Life));
        _time.Advance(Idle / 4);
        clock.Use();
        Assert.Null(clock.TakeDueUse(Life));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMinutes(6)), (clock.Unused, clock.Age));
    }

    [Fact]
    public void However_busy_it_is_it_gets_no_older_than_it_may()
    {
        var clock = new SessionClock(_time);
        clock.Told(TimeSpan.FromMinutes(10));
        _time.Advance(Idle - Tick);
        clock.Use();
        Assert.False(clock.IsOver(Life));
        Assert.Equal(Tick, clock.Left(Life, isUsed: true));
        _time.Advance(Tick);
        Assert.True(clock.IsOver(Life));
    }

    [Fact]
    public void While_it_is_used_its_idle_time_has_not_begun()
    {
        var clock = new SessionClock(_time);
        clock.Told(TimeSpan.Zero);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Idle, clock.Left(Life, isUsed: true));
        Assert.Equal(TimeSpan.FromMinutes(15), clock.Left(Life, isUsed: false));
    }

    [Fact]
    public void The_store_is_told_of_a_use_once_more_than_a_quarter_of_the_idle_time_has_passed_since_it_was()
    {
        var clock = new SessionClock(_time);
        clock.Told(TimeSpan.Zero);
        _time.Advance(Idle / 4);
        clock.Use();
        Assert.Null(clock.TakeDueUse(Life));
        _time.Advance(Tick);
        Assert.Equal(Tick, clock.TakeDueUse(Life));
        Assert.Null(clock.TakeDueUse(Life));

        _time.Advance(Idle / 2);
        Assert.Null(clock.TakeDueUse(Life));
        clock.Use();
        Assert.Equal(TimeSpan.Zero, clock.TakeDueUse(Life));
    }
}
