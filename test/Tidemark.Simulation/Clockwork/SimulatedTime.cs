namespace Tidemark.Simulation.Clockwork;

/// <summary>One machine's clock: it runs from an offset of its own, at a speed of its own. Its timers fire where its node runs.</summary>
internal sealed class SimulatedTime(EventQueue events, NodeContext context, TimeSpan offset, double speed) : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly long _start = events.Now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => offset.Ticks + (long)((events.Now - _start) * speed);

    public override DateTimeOffset GetUtcNow() => Epoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Does something in the node once its clock shows a time.</summary>
    public void At(long timestamp, SendOrPostCallback callback, object? state)
    {
        var due = _start + (long)Math.Ceiling((timestamp - offset.Ticks) / speed);

        // Rounding must not let a timer fire before its own clock says so.
        while (offset.Ticks + (long)((due - _start) * speed) < timestamp)
            due++;
        events.At(due, () => context.Post(callback, state));
    }
}
