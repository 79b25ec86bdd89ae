using Shop.Shoppers;

namespace Shop.Reports;

/// <summary>How often a rush hour may call the store.</summary>
internal static class StoreCallRules
{
    private const double MostPerRequest = 2;

    public static IEnumerable<string> Broken(RushReport report) => report.Servers switch
    {
        ServerChoice.Sticky => BrokenBySticky(report),
        ServerChoice.RoundRobin => BrokenByRoundRobin(report),
        _ => [],
    };

    /// <summary>A lease that nobody else wants is kept: to read costs nothing, and to change something costs its commit.</summary>
    private static IEnumerable<string> BrokenBySticky(RushReport report)
    {
        if (report.Settled.Reads == 0 || report.Settled.Writes == 0)
            yield return "no shopper came so far as to be settled at its app server";
        foreach (var (route, settled) in report.SettledRoutes.Select(route => (route.Route, route.Settled)))
        {
            if (settled.CostlyReads != 0)
                yield return $"{route}: {settled.CostlyReads:N0} of {settled.Reads:N0} requests that only read called the store";
            if (settled.CostlyWrites != 0)
                yield return $"{route}: {settled.CostlyWrites:N0} of {settled.Writes:N0} requests with a change took other than one call";
        }
        if (report.StoreCallsBetweenRequests != 0)
            yield return $"the store was called {report.StoreCallsBetweenRequests:N0} times between requests, though nobody moved";
    }

    /// <summary>A session that wanders is fetched with one call, and goes back with its commit.</summary>
    private static IEnumerable<string> BrokenByRoundRobin(RushReport report)
    {
        if (report.UsefulStoreCallsPerRequest > MostPerRequest)
            yield return $"a request took {report.UsefulStoreCallsPerRequest:N2} store calls on average, waits and recalls aside; {MostPerRequest} are enough";
    }
}
