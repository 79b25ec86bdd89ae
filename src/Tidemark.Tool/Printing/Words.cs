using System.Globalization;
using System.Text;

namespace Tidemark.Tool.Printing;

/// <summary>Times and numbers as people read them at night.</summary>
internal static class Words
{
    /// <summary>The two greatest units: <c>3d4h</c>, <c>12m5s</c>.</summary>
    public static string Span(TimeSpan span)
    {
        var whole = TimeSpan.FromSeconds(Math.Floor(Math.Max(span.TotalSeconds, 0)));
        return whole switch
        {
            { Days: > 0 } => whole.Hours > 0 ? $"{Number(whole.Days)}d{whole.Hours}h" : $"{Number(whole.Days)}d",
            { Hours: > 0 } => whole.Minutes > 0 ? $"{whole.Hours}h{whole.Minutes}m" : $"{whole.Hours}h",
            { Minutes: > 0 } => whole.Seconds > 0 ? $"{whole.Minutes}m{whole.Seconds}s" : $"{whole.Minutes}m",
            _ => $"{whole.Seconds}s",
        };
    }

    /// <summary>A time, without what is less than a second.</summary>
    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The same with milliseconds, to be compared with what others have logged.</summary>
    public static string Moment(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number and its noun.</summary>
    public static string Count(long number, string noun, string? plural = null) => $"{Number(number)} {(number == 1 ? noun : plural ?? noun + 's')}";

    /// <summary>Enough of a node's id to tell it from others.</summary>
    public static string Node(string id) => id[..8];

    /// <summary>Text that others have written, on one line, and without what a terminal would obey.</summary>
    public static string Plain(string text) => AttributeName.FindUnprintable(text) is null
        ? text
        : string.Concat(text.EnumerateRunes().Select(rune => AttributeName.FindUnprintable($"{rune}") is null ? rune : Rune.ReplacementChar));
}
