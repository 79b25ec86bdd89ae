using System.Globalization;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>What servers say about themselves.</summary>
public static class RedisReports
{
    public static Task ConfigSetAsync(this RedisServer server, string name, string value) => server.RunAsync("CONFIG", "SET", name, value);

    /// <summary>A section of INFO.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> InfoAsync(this RedisServer server, string section) =>
        (await server.RunAsync("INFO", section)).Text
            .Split("\r\n")
            .Where(line => line.Contains(':'))
            .Select(line => line.Split(':', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);

    /// <summary>How often each command was called since the start, or since CONFIG RESETSTAT; those of the rig count too.</summary>
    /// <returns>Calls by the command's name in lower case, such as <c>evalsha</c> or <c>config|set</c>.</returns>
    public static async Task<IReadOnlyDictionary<string, long>> CommandStatsAsync(this RedisServer server) =>
        (await server.InfoAsync("commandstats")).ToDictionary(
            line => line.Key["cmdstat_".Length..],
            line => long.Parse(line.Value.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture));

    /// <summary>The time by its clock.</summary>
    public static async Task<DateTimeOffset> TimeAsync(this RedisServer server)
    {
        var parts = (await server.RunAsync("TIME")).Items;
        return DateTimeOffset.FromUnixTimeSeconds(parts[0].Number).AddMicroseconds(parts[1].Number);
    }

    /// <summary>Whether it takes writes.</summary>
    public static async Task<bool> IsPrimaryAsync(this RedisServer server) => (await server.RunAsync("ROLE")).Items[0].Text == "master";
}
