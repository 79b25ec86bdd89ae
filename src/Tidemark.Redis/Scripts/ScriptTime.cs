namespace Tidemark.Redis.Scripts;

/// <summary>Times and spans as scripts know them: microseconds, since 1970 if they are times. Lua counts exactly up to <see cref="Forever"/>.</summary>
internal static class ScriptTime
{
    /// <summary>2^53 - 1: some day in 2255, or never.</summary>
    public const long Forever = (1L << 53) - 1;

    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    public static long Of(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TicksPerMicrosecond;

    /// <summary>A span, rounded up: what is more than nothing stays more than nothing.</summary>
    public static long Of(TimeSpan span) =>
        span.Ticks <= 0 ? 0 : Math.Min((span.Ticks - 1) / TicksPerMicrosecond + 1, Forever);

    public static DateTimeOffset Time(long microseconds) =>
        microseconds >= Forever ? DateTimeOffset.MaxValue : DateTimeOffset.UnixEpoch.AddTicks(microseconds * TicksPerMicrosecond);

    public static TimeSpan Span(long microseconds) =>
        microseconds >= Forever ? TimeSpan.MaxValue : TimeSpan.FromTicks(microseconds * TicksPerMicrosecond);
}
