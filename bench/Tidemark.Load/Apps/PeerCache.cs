using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace Tidemark.Load.Apps;

/// <summary>
/// A distributed cache in Redis that sends what the framework's own sends: HMGET and then EXPIRE for a read and for a refresh, which does
/// not ask for the data; HMSET and EXPIRE together for a write. Without waiting in lines, and without its options.
/// </summary>
internal sealed class PeerCache(IDatabase redis) : IDistributedCache
{
    private static readonly RedisValue[] Head = ["absexp", "sldexp"];
    private static readonly RedisValue[] Whole = ["absexp", "sldexp", "data"];
    private static readonly RedisValue Never = -1;

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var fields = await redis.HashGetAsync(key, Whole);
        await ProlongAsync(key, fields[1]);
        return fields[2];
    }

    public async Task RefreshAsync(string key, CancellationToken token = default)
    {
        var fields = await redis.HashGetAsync(key, Head);
        await ProlongAsync(key, fields[1]);
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        // A session sets nothing but the sliding time.
        var sliding = options.SlidingExpiration ?? throw new NotSupportedException("Only sliding expiration is kept here.");
        HashEntry[] fields = [new(Head[0], Never), new(Head[1], sliding.Ticks), new(Whole[2], value)];
        return Task.WhenAll(redis.HashSetAsync(key, fields), redis.KeyExpireAsync(key, sliding));
    }

    public Task RemoveAsync(string key, CancellationToken token = default) => redis.KeyDeleteAsync(key);

    private async ValueTask ProlongAsync(string key, RedisValue sliding)
    {
        if ((long?)sliding is { } ticks and > 0)
            await redis.KeyExpireAsync(key, TimeSpan.FromTicks(ticks));
    }

    byte[]? IDistributedCache.Get(string key) => throw Blocking();

    void IDistributedCache.Refresh(string key) => throw Blocking();

    void IDistributedCache.Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw Blocking();

    void IDistributedCache.Remove(string key) => throw Blocking();

    private static NotSupportedException Blocking() => new("A session that was loaded asynchronously blocks on nothing.");
}
