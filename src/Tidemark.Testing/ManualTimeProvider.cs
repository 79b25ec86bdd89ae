namespace Tidemark.Testing;

/// <summary>
/// A clock that moves only when a test says so. Timers fire inside <see cref="Advance"/>, on the caller's thread, in the order in which
/// they are due, each with the clock at its own due time. Safe for all threads.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    // Guards everything below, and the due times of all timers.
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _utcNow;
    private long _timestamp;
    private long _sequence;

    /// <summary>Starts the clock at noon of 1 January 2025, UTC.</summary>
    public ManualTimeProvider() : this(new DateTimeOffset(2025, 1, 1, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Starts the clock at <paramref name="start"/>.</summary>
    public ManualTimeProvider(DateTimeOffset start) => _utcNow = start.ToUniversalTime();

    /// <summary>One timestamp is one tick of a <see cref="TimeSpan"/>.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Always UTC.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers are waiting: lets a test see that code has come to its delay.</summary>
    public int WaitingTimers
    {
        get
        {
            lock (_gate)
                return _timers.Count;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _utcNow;
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
            return _timestamp;
    }

    /// <summary>Moves both clocks forward, and fires what comes due on the way, also what is only started on the way.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="span"/> is negative.</exception>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        long target;
        lock (_gate)
            target = _timestamp + span.Ticks;
        while (NextDue(target) is { } timer)
            timer.Fire();
    }

    /// <summary>Sets the wall clock forward or back. Timestamps and timers do not notice, as on a real machine.</summary>
    public void JumpWallClock(TimeSpan span)
    {
        lock (_gate)
            _utcNow += span;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal bool Schedule(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (timer.IsDisposed)
                return false;
            timer.Period = period;
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            (timer.Due, timer.Sequence) = (_timestamp + dueTime.Ticks, _sequence++);
            _timers.Add(timer);
            return true;
        }
    }

    internal void Remove(ManualTimer timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            _timers.Remove(timer);
        }
    }

    private ManualTimer? NextDue(long target)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= target).MinBy(timer => (timer.Due, timer.Sequence));
            MoveTo_NeedsLock(next?.Due ?? target);
            if (next is null)
                return null;
            _timers.Remove(next);
            if (next.Period > TimeSpan.Zero)
            {
                (next.Due, next.Sequence) = (next.Due + next.Period.Ticks, _sequence++);
                _timers.Add(next);
            }

            return next;
        }
    }

    // Another thread may have moved the clock further meanwhile: it never goes back.
    private void MoveTo_NeedsLock(long timestamp)
    {
        var step = Math.Max(0, timestamp - _timestamp);
        _timestamp += step;
        _utcNow += TimeSpan.FromTicks(step);
    }
}
