using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Tidemark.Redis.Scripts;

namespace Tidemark.Redis.Connection;

/// <summary>
/// Looks whether servers evict keys when their memory is full: sessions would vanish while people use them. A server that does so from the beginning is
/// refused; one that begins later, while sessions are on it, is warned of. Safe for all threads.
/// </summary>
/// <remarks>
/// Asks by a script on a key, in a cluster on keys here and there among the slots, so that it finds the primaries, and needs no connection with the right to
/// administrate. Managed services often do not let themselves be asked: they are asked once.
/// </remarks>
internal sealed class EvictionCheck(RedisStoreOptions options, RedisKeys keys, TimeProvider time, ILogger log)
{
    private const int Places = 32;
    private const string Policy = "maxmemory_policy";

    // A server that is not there costs its callers one look in a second, not one each.
    private static readonly TimeSpan UntilAnswered = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    // Guards the look under way, or the last one.
    private readonly Lock _gate = new();
    private Task _look = Task.CompletedTask;
    private long? _began;

    // The look sets these; there is one at a time.
    private volatile bool _isDone = options.AllowEviction;
    private volatile bool _isMute = options.AllowEviction;
    private volatile string? _evicts;

    /// <summary>Whether servers were looked at, and none evicts or none says so.</summary>
    public bool IsDone => _isDone;

    /// <summary>Looks at the servers before they are used for the first time, if they can be reached.</summary>
    /// <exception cref="RedisEvictionException">One evicts.</exception>
    public async ValueTask EnsureAsync(IConnectionMultiplexer multiplexer)
    {
        if (_isDone)
            return;
        await BeginAsync(multiplexer, UntilAnswered);
        if (!_isDone && _evicts is { } policy)
            throw new RedisEvictionException(policy);
    }

    /// <summary>Looks again in the background, if it is time: the policy may be changed while the server runs.</summary>
    public void LookNowAndThen(IConnectionMultiplexer multiplexer)
    {
        if (_isDone && !_isMute)
            _ = BeginAsync(multiplexer, BetweenLooks);
    }

    private Task BeginAsync(IConnectionMultiplexer multiplexer, TimeSpan pause)
    {
        lock (_gate)
        {
            if (_look.IsCompleted && (_began is not { } began || time.GetElapsedTime(began) >= pause))
            {
                _began = time.GetTimestamp();
                _look = LookAsync(multiplexer);
            }

            return _look;
        }
    }

    // Does not fail: whoever wants something of a server that cannot be reached will be told.
    private async Task LookAsync(IConnectionMultiplexer multiplexer)
    {
        var database = multiplexer.GetDatabase();
        var places = multiplexer.GetServers().Any(server => server.ServerType == ServerType.Cluster) ? Places : 1;
        var read = await Task.WhenAll(Enumerable.Range(0, places)
            .Select(place => ReadAsync(database, keys.Index(place * RedisKeys.Buckets / places, DueKind.Sweep))));
        var answers = read.OfType<Dictionary<string, string>>().ToList();
        if (answers.Count == 0)
            return;
        var evicts = answers.Select(FindEviction).FirstOrDefault(policy => policy is not null);
        if (_isDone)
            Compare(evicts);
        else if (evicts is null && !answers.Any(memory => memory.ContainsKey(Policy)))
            Mute();
        _evicts = evicts;
        _isDone |= evicts is null;
    }

    private void Mute()
    {
        _isMute = true;
        log.LogWarning(
            "Redis does not say whether it evicts keys when its memory is full: it does not allow INFO, or says nothing of it. It is not asked again. See to "
            + "it that its maxmemory-policy is noeviction, or sessions may vanish while people use them.");
    }

    private void Compare(string? evicts)
    {
        if (evicts == _evicts)
            return;
        if (evicts is null)
            log.LogInformation("The Redis server evicts no sessions any more.");
        else
            log.LogWarning("{What}", RedisEvictionException.Explain(evicts));
    }

    private static async Task<Dictionary<string, string>?> ReadAsync(IDatabase database, RedisKey key)
    {
        try
        {
            return Parse((string?)await ScriptCall.RunAsync(database, RedisScript.Memory, [key], new ScriptHead(null).ToArray()) ?? "");
        }
        catch (RedisServerException refused) when (IsForGood(refused.Message))
        {
            return [];
        }
        catch (Exception unreachable) when (unreachable is RedisException or TimeoutException or MixedReplyException)
        {
            return null;
        }
    }

    // The script or INFO inside it is not allowed, or not known, and will not be tomorrow.
    private static bool IsForGood(string message) =>
        RedisFailure.CodeOf(message) is not ("NOAUTH" or "WRONGPASS" or "OOM" or "MISCONF") && !RedisFailure.MayPassSoon(RedisFailure.CodeOf(message));

    private static Dictionary<string, string> Parse(string info) => info.Split('\n')
        .Select(line => line.TrimEnd('\r').Split(':', 2))
        .Where(line => line.Length == 2)
        .ToDictionary(line => line[0], line => line[1]);

    private static string? FindEviction(Dictionary<string, string> memory) =>
        memory.GetValueOrDefault(Policy) is { } policy && policy != "noeviction" && memory.GetValueOrDefault("maxmemory") is not (null or "0") ? policy : null;
}
