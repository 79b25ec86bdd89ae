namespace Tidemark.Redis;

/// <summary>A Redis server evicts keys when its memory is full, so that sessions would vanish while people use them.</summary>
public sealed class RedisEvictionException : Exception
{
    internal RedisEvictionException(string policy) : base(Explain(policy)) => Policy = policy;

    /// <summary>The server's <c>maxmemory-policy</c>.</summary>
    public string Policy { get; }

    internal static string Explain(string policy) =>
        $"The Redis server has a maxmemory and the maxmemory-policy '{policy}': when its memory is full it removes sessions that are in use. Set "
        + "'maxmemory-policy noeviction' on it (then writes fail and say so, and nothing is lost), or accept the loss by RedisStoreOptions.AllowEviction.";
}
