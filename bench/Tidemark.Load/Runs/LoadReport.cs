namespace Tidemark.Load.Runs;

/// <summary>Everything that one run measured.</summary>
/// <param name="OnRedis">Null if it was not asked for.</param>
/// <param name="OfStores">Null if it was not asked for.</param>
/// <param name="Timing">How long it was measured.</param>
/// <param name="HasWrk">Whether wrk drove what goes to one process.</param>
internal sealed record LoadReport(RedisResults? OnRedis, StoresResults? OfStores, Timing Timing, bool HasWrk);

/// <summary>What the contests of one part came to.</summary>
internal static class ContestResults
{
    /// <summary>Null if it was not asked for.</summary>
    public static ContestResult? Find(this IReadOnlyList<ContestResult> results, Routing routing, string name) =>
        results.SingleOrDefault(result => result.Contest.Routing == routing && result.Contest.Name == name);
}
