using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Looks at all keys of a server, as no store may.</summary>
internal static class Keyspace
{
    public static async Task<IReadOnlyList<string>> KeysAsync(this RedisServer server) =>
        [.. (await server.RunAsync("KEYS", "*")).Texts.Order(StringComparer.Ordinal)];

    /// <summary>What every key holds, byte for byte.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> DumpAsync(this RedisServer server)
    {
        using var connection = await server.OpenAsync();
        var dump = new Dictionary<string, string>();
        foreach (var key in await server.KeysAsync())
            dump[key] = await DumpAsync(connection, key);
        return dump;
    }

    /// <summary>The keys that live for ever.</summary>
    public static async Task<IReadOnlyList<string>> ImmortalAsync(this RedisServer server)
    {
        using var connection = await server.OpenAsync();
        var immortal = new List<string>();
        foreach (var key in await server.KeysAsync())
        {
            if ((await connection.RunAsync("PTTL", key)).Number == -1)
                immortal.Add(key);
        }

        return immortal;
    }

    /// <summary>The keys that hold nothing but a tombstone, and go by themselves when that counts no more.</summary>
    public static async Task<IReadOnlyList<string>> TombstonesAsync(this RedisServer server)
    {
        using var connection = await server.OpenAsync();
        var tombstones = new List<string>();
        foreach (var key in await server.KeysAsync())
        {
            if ((await connection.RunAsync("TYPE", key)).Text == "hash"
                && (await connection.RunAsync("HGETALL", key)).Items is [{ Text: "record" }, { Bytes: [3, ..] }]
                && (await connection.RunAsync("PTTL", key)).Number is > 0 and <= 120_000)
            {
                tombstones.Add(key);
            }
        }

        return tombstones;
    }

    // The fields of a hash have no order: it changes when they are only looked at.
    private static async Task<string> DumpAsync(RespConnection connection, string key)
    {
        if ((await connection.RunAsync("TYPE", key)).Text != "hash")
            return Convert.ToHexString((await connection.RunAsync("DUMP", key)).Bytes);
        var parts = (await connection.RunAsync("HGETALL", key)).Items.Select(item => Convert.ToHexString(item.Bytes));
        return string.Join(' ', parts.Chunk(2).Select(pair => string.Join('=', pair)).Order(StringComparer.Ordinal));
    }
}
