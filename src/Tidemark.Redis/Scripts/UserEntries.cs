using System.Globalization;
using StackExchange.Redis;

namespace Tidemark.Redis.Scripts;

/// <summary>Reads the list of a user: the time, then of each entry its name, and its place and when it was entered.</summary>
internal static class UserEntries
{
    // The last place that was given is among the entries, under a name that no session has.
    private const string LastPlace = "#";

    public static IReadOnlyList<UserEntry> Read(RedisResult[] parts)
    {
        var entries = new List<UserEntry>();
        for (var i = 1; i + 1 < parts.Length; i += 2)
        {
            var name = (string)parts[i]!;
            if (name != LastPlace && Find(name, (string)parts[i + 1]!, (long)parts[0]) is { } entry)
                entries.Add(entry);
        }

        return [.. entries.OrderBy(entry => entry.Place).ThenByDescending(entry => entry.Age)];
    }

    // Null for what somebody else wrote there.
    private static UserEntry? Find(string name, string value, long now)
    {
        var blank = value.IndexOf(' ', StringComparison.Ordinal);
        return RedisKeys.FindName(System.Text.Encoding.UTF8.GetBytes(name)) is { } key
            && long.TryParse(value.AsSpan(0, Math.Max(blank, 0)), CultureInfo.InvariantCulture, out var place)
            && long.TryParse(value.AsSpan(blank + 1), CultureInfo.InvariantCulture, out var at)
                ? new UserEntry(key, place, ScriptTime.Span(Math.Max(now - at, 0)))
                : null;
    }
}
