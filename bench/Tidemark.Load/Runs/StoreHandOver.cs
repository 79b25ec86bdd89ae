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
        await using var here = Open(stores, store);
        await using var there = Open(stores, store);
        return await HandOver.MeasureAsync(here.GetRequiredService<IPrimaryStore>(), there.GetRequiredService<IPrimaryStore>());
    }

    private static ServiceProvider Open(StoreServers stores, StoreKind store)
    {
        var (app, services) = (new App(AppKind.Tidemark, store), new ServiceCollection());
        services.AddTidemarkCore().Use(app, stores.AddressOf(app));
        return services.BuildServiceProvider();
    }
}
