using Microsoft.Extensions.DependencyInjection;
using Tidemark.Bench.Leases;
using Tidemark.Load.Apps;
using Tidemark.Load.Servers;
using Tidemark.Stores;

namespace Tidemark.Load.Runs;

/// <summary>Hand-over of a lease that is kept and not used, between two nodes that share nothing but the store's server.</summary>
internal static class StoreHandOver
{
    public static async Task<Latency> MeasureAsync(RedisServer redis)
    {
        await using var here = Open(redis);
        await using var there = Open(redis);
        return await HandOver.MeasureAsync(here.GetRequiredService<IPrimaryStore>(), there.GetRequiredService<IPrimaryStore>());
    }

    private static ServiceProvider Open(RedisServer redis)
    {
        var services = new ServiceCollection();
        services.AddTidemarkCore().UseRedis(redis.Address);
        return services.BuildServiceProvider();
    }
}
