using System.Globalization;

namespace Tidemark.Load.Servers;

/// <summary>What a Redis server has counted so far, or between two moments.</summary>
/// <param name="BytesIn">Bytes that clients sent.</param>
/// <param name="BytesOut">Bytes that clients were sent.</param>
/// <param name="Calls">How often each command ran, those inside of scripts included.</param>
internal sealed record RedisCounts(long BytesIn, long BytesOut, IReadOnlyDictionary<string, long> Calls)
{
    public static readonly RedisCounts Nothing = new(0, 0, new Dictionary<string, long>());

    private static readonly string[] OfTheBench = ["info", "ping", "monitor"];

    public static async Task<RedisCounts> TakeAsync(RedisWire wire)
    {
        var lines = (await wire.AskAsync("INFO all")).Split("\r\n")
            .Select(line => line.Split(':', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1]);
        var calls = lines.Where(line => line.Key.StartsWith("cmdstat_", StringComparison.Ordinal))
            .ToDictionary(line => line.Key["cmdstat_".Length..], line => Number(line.Value["calls=".Length..line.Value.IndexOf(',')]));
        foreach (var own in OfTheBench)
            calls.Remove(own);
        return new RedisCounts(Number(lines["total_net_input_bytes"]), Number(lines["total_net_output_bytes"]), calls);
    }

    public static RedisCounts operator -(RedisCounts later, RedisCounts earlier) => new(
        later.BytesIn - earlier.BytesIn, later.BytesOut - earlier.BytesOut, Combine(later, earlier, (here, there) => here - there));

    public static RedisCounts operator +(RedisCounts one, RedisCounts other) => new(
        one.BytesIn + other.BytesIn, one.BytesOut + other.BytesOut, Combine(one, other, (here, there) => here + there));

    private static Dictionary<string, long> Combine(RedisCounts one, RedisCounts other, Func<long, long, long> combine) => one.Calls.Keys
        .Union(other.Calls.Keys)
        .ToDictionary(name => name, name => combine(one.Calls.GetValueOrDefault(name), other.Calls.GetValueOrDefault(name)));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
