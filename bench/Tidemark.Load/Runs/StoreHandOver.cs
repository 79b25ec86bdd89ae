using Microsoft.Extensions.DependencyInjection;
using Tidemark.Bench.Leases;
using Tidemark.Load.Apps;
using Tidemark.Load.Servers;
using Tidemark.Stores;

namespace Tidemark.Load.Runs;

/// <summary>Hand-over of a lease that is kept and not used, between two nodes that share nothing but the store.</summary>
internal static class StoreHandOver
{
    public static async Task<Latency> MeasureAsync(StoreServers stores, StoreKind store)
    {
        await using var here = Open(store, stores.AddressOf(store));
        await using var there = Open(store, stores.AddressOf(store));
        return await HandOver.MeasureAsync(here.GetRequiredService<IPrimaryStore>(), there.GetRequiredService<IPrimaryStore>());
    }

    private static ServiceProvider Open(StoreKind store, string address)
    {
        var services = new ServiceCollection();
        services.AddTidemarkCore().Use(store, address);
        return services.BuildServiceProvider();
    }
}
