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
            if (name != LastPlace)
                entries.Add(Read(name, (string)parts[i + 1]!, (long)parts[0]));
        }

        return [.. entries.OrderBy(entry => entry.Place).ThenByDescending(entry => entry.Age)];
    }

    private static UserEntry Read(string name, string value, long now)
    {
        var blank = value.IndexOf(' ', StringComparison.Ordinal);
        var at = long.Parse(value.AsSpan(blank + 1), CultureInfo.InvariantCulture);
        return new UserEntry(
            RedisKeys.ParseName(System.Text.Encoding.ASCII.GetBytes(name)),
            long.Parse(value.AsSpan(0, blank), CultureInfo.InvariantCulture),
            ScriptTime.Span(Math.Max(now - at, 0)));
    }
}
