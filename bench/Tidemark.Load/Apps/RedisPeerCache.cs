using StackExchange.Redis;

namespace Tidemark.Load.Apps;

/// <summary>
/// A distributed cache in Redis that sends what the framework's own sends: HMGET and then EXPIRE for a read and for a refresh, which does
/// not ask for the data; HMSET and EXPIRE together for a write. Without waiting in lines, and without its options.
/// </summary>
internal sealed class RedisPeerCache(IDatabase redis) : PeerCache
{
    private static readonly RedisValue[] Head = ["absexp", "sldexp"];
    private static readonly RedisValue[] Whole = ["absexp", "sldexp", "data"];
    private static readonly RedisValue Never = -1;

    public override async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var fields = await redis.HashGetAsync(key, Whole);
        await ProlongAsync(key, fields[1]);
        return fields[2];
    }

    public override async Task RefreshAsync(string key, CancellationToken token = default)
    {
        var fields = await redis.HashGetAsync(key, Head);
        await ProlongAsync(key, fields[1]);
    }

    public override Task RemoveAsync(string key, CancellationToken token = default) => redis.KeyDeleteAsync(key);

    protected override Task SetAsync(string key, byte[] value, TimeSpan sliding)
    {
        HashEntry[] fields = [new(Head[0], Never), new(Head[1], sliding.Ticks), new(Whole[2], value)];
        return Task.WhenAll(redis.HashSetAsync(key, fields), redis.KeyExpireAsync(key, sliding));
    }

    private async ValueTask ProlongAsync(string key, RedisValue sliding)
    {
        if ((long?)sliding is { } ticks and > 0)
            await redis.KeyExpireAsync(key, TimeSpan.FromTicks(ticks));
    }
}
