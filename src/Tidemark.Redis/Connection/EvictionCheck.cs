using StackExchange.Redis;

namespace Tidemark.Redis.Connection;

/// <summary>Looks whether servers evict keys when their memory is full: sessions would vanish while people use them.</summary>
internal sealed class EvictionCheck(RedisStoreOptions options)
{
    private volatile bool _isDone = options.AllowEviction;

    /// <summary>Whether a server was looked at, and none evicts.</summary>
    public bool IsDone => _isDone;

    /// <summary>Looks at the servers that can be reached.</summary>
    /// <exception cref="RedisEvictionException">One does.</exception>
    public async ValueTask CheckAsync(IConnectionMultiplexer multiplexer)
    {
        if (IsDone)
            return;
        var isDone = false;
        foreach (var endpoint in multiplexer.GetEndPoints())
        {
            var server = multiplexer.GetServer(endpoint);
            if (!server.IsConnected)
                continue;
            if (await ReadAsync(server) is { } memory)
                Check(memory);
            isDone = true;
        }

        _isDone = isDone;
    }

    private static async Task<Dictionary<string, string>?> ReadAsync(IServer server)
    {
        try
        {
            // By its name, since the client's own method for it wants a connection with the right to administrate.
            return Parse((string?)await server.ExecuteAsync("INFO", "memory") ?? "");
        }
        catch (RedisException)
        {
            // Not reachable any more, or we have no right to ask: verbs will tell the one, and the guide the other.
            return null;
        }
    }

    private static Dictionary<string, string> Parse(string info) => info.Split('\n')
        .Select(line => line.TrimEnd('\r').Split(':', 2))
        .Where(line => line.Length == 2)
        .ToDictionary(line => line[0], line => line[1]);

    private static void Check(Dictionary<string, string> memory)
    {
        if (memory.GetValueOrDefault("maxmemory_policy") is { } policy && policy != "noeviction" && memory.GetValueOrDefault("maxmemory") is not (null or "0"))
            throw new RedisEvictionException(policy);
    }
}
