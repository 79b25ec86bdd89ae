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
            dump[key] = Convert.ToHexString((await connection.RunAsync("DUMP", key)).Bytes);
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
}
