using Tidemark.Bench.Leases;

namespace Tidemark.Load.Runs;

/// <summary>Everything that one run measured.</summary>
/// <param name="Contests">Those that were asked for.</param>
/// <param name="HandOver">Of an idle lease.</param>
/// <param name="Quiet">What Redis hears of reads.</param>
/// <param name="Timing">How long it was measured.</param>
/// <param name="HasWrk">Whether wrk drove what goes to one process.</param>
/// <param name="RedisVersion">The version of redis-server.</param>
internal sealed record LoadReport(
    IReadOnlyList<ContestResult> Contests, Latency HandOver, QuietReads Quiet, Timing Timing, bool HasWrk, string RedisVersion)
{
    /// <summary>Null if it was not asked for.</summary>
    public ContestResult? Of(Routing routing, string name) =>
        Contests.SingleOrDefault(result => result.Contest.Routing == routing && result.Contest.Name == name);
}
