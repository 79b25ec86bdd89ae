namespace Tidemark.Stores;

/// <summary>
/// Times and spans as records have them: microseconds, since 1970 if they are times. Scripts in Lua count exactly up to <see cref="Forever"/>.
/// </summary>
public static class RecordTime
{
    /// <summary>2^53 - 1: some day in 2255, or never.</summary>
    public const long Forever = (1L << 53) - 1;

    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    /// <summary>A time, rounded down. One before 1970 is 1970; one after 2255 is never.</summary>
    public static long Of(DateTimeOffset time) => Math.Clamp((time - DateTimeOffset.UnixEpoch).Ticks / TicksPerMicrosecond, 0, Forever);

    /// <summary>A span, rounded up: what is more than nothing stays more than nothing.</summary>
    public static long Of(TimeSpan span) =>
        span.Ticks <= 0 ? 0 : Math.Min((span.Ticks - 1) / TicksPerMicrosecond + 1, Forever);

    /// <summary>Reads a time.</summary>
    public static DateTimeOffset Time(long microseconds) =>
        microseconds >= Forever ? DateTimeOffset.MaxValue : DateTimeOffset.UnixEpoch.AddTicks(microseconds * TicksPerMicrosecond);

    /// <summary>Reads a span.</summary>
    public static TimeSpan Span(long microseconds) =>
        microseconds >= Forever ? TimeSpan.MaxValue : TimeSpan.FromTicks(microseconds * TicksPerMicrosecond);
}
