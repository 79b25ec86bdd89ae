using StackExchange.Redis;

namespace Tidemark.Redis;

/// <summary>Where and how the Redis store keeps sessions. Validated at start-up; all faults come in one message.</summary>
public sealed class RedisStoreOptions
{
    /// <summary>
    /// The servers, as StackExchange.Redis takes them: <c>"host:6379"</c>, several of a cluster with commas between, and settings such as
    /// <c>ssl=true</c>, <c>user=</c> and <c>password=</c>. Calls are repeated by the core, and so the store sets <c>abortConnect</c>, <c>connectRetry</c>
    /// and the time limits of calls itself. Default: empty; then <see cref="Connect"/> connects.
    /// </summary>
    public string Configuration { get; set; } = "";

    /// <summary>
    /// Gives the connection that the application has anyway. It stays the application's: the store never closes it. Default: null; then the store
    /// makes one of <see cref="Configuration"/>, which it also makes anew when it has died.
    /// </summary>
    public Func<ValueTask<IConnectionMultiplexer>>? Connect { get; set; }

    /// <summary>
    /// What all keys and channels begin with, so that applications may share a Redis and have rights of their own. No braces. Default: <c>tidemark:</c> and
    /// the name of the application (<see cref="TidemarkOptions.Application"/>).
    /// </summary>
    public string KeyPrefix { get; set; } = "";

    /// <summary>
    /// How long one call may take before its outcome counts as unknown, and it is sent again. Default: 2 seconds, which leaves room for a second try within
    /// the core's limit of 5 seconds per verb.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether to work with a server that evicts keys when its memory is full: then sessions get lost. Default: false, and the application does not start
    /// on a server whose <c>maxmemory-policy</c> is not <c>noeviction</c> while <c>maxmemory</c> is set.
    /// </summary>
    public bool AllowEviction { get; set; }

    /// <summary>
    /// The longest base or patch of one attribute, in bytes, that is written or read: what is longer was not stored by this application, and makes an
    /// attribute that cannot be read, instead of filling the memory. Default: null, which is eight times <see cref="TidemarkOptions.MaxAttributeBytes"/> (8 MiB
    /// without a host), so that attributes stay readable when that limit is lowered.
    /// </summary>
    public int? MaxValueBytes { get; set; }

    internal IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (Connect is null && string.IsNullOrWhiteSpace(Configuration))
            faults.Add("RedisStoreOptions.Configuration is empty: name the server, such as \"localhost:6379\", or set Connect.");
        else if (Connect is null && FindFault(Configuration) is { } fault)
            faults.Add($"RedisStoreOptions.Configuration cannot be read: {fault}");
        if (string.IsNullOrWhiteSpace(KeyPrefix) || KeyPrefix.AsSpan().IndexOfAny("{}*?[]\\ ") >= 0)
            faults.Add("RedisStoreOptions.KeyPrefix must not be empty, and not have braces, brackets, blanks, * or ?: they mean something to Redis.");
        if (CallTimeout <= TimeSpan.Zero || CallTimeout > TimeSpan.FromMinutes(1))
            faults.Add($"RedisStoreOptions.CallTimeout is {CallTimeout}: it must be more than zero and at most a minute.");
        if (MaxValueBytes is <= 0)
            faults.Add($"RedisStoreOptions.MaxValueBytes is {MaxValueBytes}: it must be more than zero, or null.");
        return faults;
    }

    // The message of the parser may hold a password: only its kind is told.
    private static string? FindFault(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count > 0 ? null : "it names no server.";
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return $"it has a setting that StackExchange.Redis does not know, or a value that it does not take ({exception.GetType().Name}).";
        }
    }
}
