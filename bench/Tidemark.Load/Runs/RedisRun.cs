using Tidemark.Bench.Leases;
using Tidemark.Load.Apps;

namespace Tidemark.Load.Runs;

/// <summary>What one Redis server gives each kind of session.</summary>
internal static class RedisRun
{
    public static async Task<RedisResults> RunAsync(IReadOnlyList<Contest> contests, string folder, Drivers drivers, Timing timing)
    {
        await using var fleet = await Fleet.StartAsync(folder, contests.SelectMany(contest => contest.Apps));
        var handOver = await StoreHandOver.MeasureAsync(fleet.Stores, StoreKind.Redis);
        var quiet = await QuietReads.ListenAsync(folder, drivers.For(Routing.Sticky), timing);
        return new RedisResults(await Tournament.RunAsync(contests, fleet, drivers, timing), handOver, quiet, await fleet.Redis.VersionAsync());
    }
}

/// <summary>What that was.</summary>
/// <param name="Contests">Those that were asked for.</param>
/// <param name="HandOver">Of an idle lease.</param>
/// <param name="Quiet">What Redis hears of reads.</param>
/// <param name="RedisVersion">The version of redis-server.</param>
internal sealed record RedisResults(IReadOnlyList<ContestResult> Contests, Latency HandOver, QuietReads Quiet, string RedisVersion);
