using Tidemark.Bench.Models;
using Tidemark.Stores;

namespace Tidemark.Bench.Leases;

/// <summary>What a session costs that a node keeps between requests, live objects included.</summary>
internal static class CachedSession
{
    private const int Sessions = 5_000;

    /// <summary>Bytes of the heap per session.</summary>
    public static async Task<double> MeasureAsync(IPrimaryStore store, int lines)
    {
        await using var node = BenchNode.Over(store);
        for (var i = 0; i < 100; i++)
            await StoreAsync(node, lines);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Sessions; i++)
            await StoreAsync(node, lines);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        return (after - before) / (double)Sessions;
    }

    private static async Task StoreAsync(SessionManager node, int lines)
    {
        await using var session = node.Create();
        if (lines > 0)
            await session.SetAsync(Keys.Cart, Carts.WithLines(lines));
        else
            await session.SetAsync(Keys.Tally(0), new Tally());
        await session.CompleteAsync();
    }
}
