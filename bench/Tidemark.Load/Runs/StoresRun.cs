using Tidemark.Bench.Leases;
using Tidemark.Load.Apps;
using Tidemark.Load.Servers;

namespace Tidemark.Load.Runs;

/// <summary>Tidemark on each store, and ASP.NET Core's session on two of them. All in one fleet, so that their turns can be compared.</summary>
internal static class StoresRun
{
    public static async Task<StoresResults> RunAsync(IReadOnlyList<Contest> contests, string folder, Drivers drivers, Timing timing)
    {
        StoreKind[] stores = [StoreKind.Sqlite, StoreKind.Redis, StoreKind.PostgreSql];
        var flush = DiskFlush.Measure(folder);
        await using var fleet = await Fleet.StartAsync(folder, contests.SelectMany(contest => contest.Apps));
        var handOvers = new List<(StoreKind, Latency)>();
        foreach (var store in stores)
            handOvers.Add((store, await StoreHandOver.MeasureAsync(fleet.Stores, store)));
        var results = await Tournament.RunAsync(contests, fleet, drivers, timing);
        return new StoresResults(results, handOvers, await fleet.Redis.VersionAsync(), await fleet.Stores.PostgreSql.VersionAsync(), flush);
    }
}

/// <summary>What that was.</summary>
/// <param name="Contests">Those that were asked for.</param>
/// <param name="HandOvers">Of an idle lease, in each store.</param>
/// <param name="RedisVersion">The version of redis-server.</param>
/// <param name="PostgreSqlVersion">The version of PostgreSQL.</param>
/// <param name="Flush">How long the disk takes to have a small write for good.</param>
internal sealed record StoresResults(
    IReadOnlyList<ContestResult> Contests,
    IReadOnlyList<(StoreKind Store, Latency Latency)> HandOvers,
    string RedisVersion,
    string PostgreSqlVersion,
    TimeSpan Flush);
