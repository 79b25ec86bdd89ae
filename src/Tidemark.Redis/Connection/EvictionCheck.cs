using StackExchange.Redis;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis.Connection;

/// <summary>Looks whether servers evict keys when their memory is full: sessions would vanish while people use them.</summary>
/// <remarks>
/// Asks by a script on keys here and there among the slots, so that it finds the primaries of a cluster, and needs no connection with the right to
/// administrate.
/// </remarks>
internal sealed class EvictionCheck(RedisStoreOptions options, RedisKeys keys)
{
    private const int Places = 32;

    private volatile bool _isDone = options.AllowEviction;

    /// <summary>Whether servers were looked at, and none evicts.</summary>
    public bool IsDone => _isDone;

    /// <summary>Looks at the servers, if they can be reached.</summary>
    /// <exception cref="RedisEvictionException">One evicts.</exception>
    public async ValueTask CheckAsync(IConnectionMultiplexer multiplexer)
    {
        if (IsDone)
            return;
        var (database, step) = (multiplexer.GetDatabase(), RedisKeys.Buckets / Places);
        var answers = await Task.WhenAll(Enumerable.Range(0, Places).Select(place => ReadAsync(database, keys.Index(place * step))));
        foreach (var memory in answers.OfType<Dictionary<string, string>>())
            Check(memory);
        _isDone = answers.Any(memory => memory is not null);
    }

    private static async Task<Dictionary<string, string>?> ReadAsync(IDatabase database, RedisKey key)
    {
        try
        {
            return Parse((string?)await ScriptCall.RunAsync(database, RedisScript.Memory, [key], new ScriptHead(null).ToArray()) ?? "");
        }
        catch (RedisServerException refused) when (IsDenied(refused.Message))
        {
            // We have no right to ask. The guide says what to look at then.
            return [];
        }
        catch (Exception unreachable) when (unreachable is RedisException or TimeoutException or MixedReplyException)
        {
            // Whoever wants something of it will be told.
            return null;
        }
    }

    // On the script, or inside it.
    private static bool IsDenied(string message) =>
        new[] { "NOPERM", "ACL", "permission" }.Any(word => message.Contains(word, StringComparison.Ordinal));

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
