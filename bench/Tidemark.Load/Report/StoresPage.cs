using System.Globalization;
using System.Text;
using Tidemark.Load.Apps;
using Tidemark.Load.Runs;

namespace Tidemark.Load.Report;

/// <summary>The table of stores.</summary>
internal static class StoresPage
{
    public static void Append(StringBuilder page, StoresResults results)
    {
        AppendSetting(page, results);
        AppendRates(page, results);
        AppendHandOvers(page, results);
    }

    private static void AppendRates(StringBuilder page, StoresResults results)
    {
        page.Append(CultureInfo.InvariantCulture, $"| requests per second | {string.Join(" | ", results.Contests[0].Contest.Apps.Select(app => app.Name))} ");
        page.Append("| SQLite by ASP.NET Core's on Redis | Redis by the same | PostgreSQL by the same | PostgreSQL by ASP.NET Core's there ");
        page.Append("| writes that ASP.NET Core's lost, Redis / PostgreSQL |\n");
        page.Append("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var result in results.Contests)
        {
            var (redis, postgreSql) = (result.Of(App.PeerOnRedis), result.Of(App.PeerOnPostgreSql));
            var where = result.Contest.Routing == Routing.Sticky ? "one process" : "two in turn";
            page.Append(CultureInfo.InvariantCulture, $"| {result.Contest.Name}, {where} ");
            foreach (var app in result.Contest.Apps)
                page.Append(CultureInfo.InvariantCulture, $"| {result.Of(app).Rate:N0} ");
            foreach (var ratio in Ratios(result))
                page.Append(CultureInfo.InvariantCulture, $"| {ratio:0.0#}x ");
            page.Append(CultureInfo.InvariantCulture, $"| {(result.Contest.Work == Work.Write ? Lost(redis, postgreSql) : "")} |\n");
        }
    }

    private static void AppendHandOvers(StringBuilder page, StoresResults results)
    {
        page.Append("\n| hand-over of an idle lease | p50 | p99 |\n|---|---:|---:|\n");
        foreach (var (store, latency) in results.HandOvers)
            page.Append(CultureInfo.InvariantCulture, $"| {new App(AppKind.Tidemark, store).Name} | {latency.P50:0.00} ms | {latency.P99:0.00} ms |\n");
    }

    private static void AppendSetting(StringBuilder page, StoresResults results) => page.Append(CultureInfo.InvariantCulture, $"""

        ### Stores

        The five take turns in one run. They do not keep an answered write equally safe. PostgreSQL {results.PostgreSqlVersion} flushes every commit to the
        disk, for both sessions alike: `fsync` and `synchronous_commit` are on, and nothing is tuned. A flush of this disk takes
        {results.Flush.TotalMilliseconds:0.00} ms. The SQLite store has its default durability: an answered write survives the end of every process, but not a
        power cut. redis-server {results.RedisVersion} runs without persistence. And ASP.NET Core's session answers before it stores.

        ASP.NET Core's session on PostgreSQL uses a distributed cache as applications write it (`bench/Tidemark.Load/Apps/PostgreSqlPeerCache.cs`): a table of
        keys, values and expiries; one SELECT per load, one INSERT ... ON CONFLICT DO UPDATE per commit, both prepared, over a pooled data source. A session
        that was only read sends an UPDATE, which writes at most once a minute. The SQLite store is for the processes of one
        machine: two processes share its file.


        """);

    private static double[] Ratios(ContestResult result)
    {
        var (redis, own) = (result.Of(App.PeerOnRedis), result.Of(App.TidemarkOnPostgreSql));
        return [result.Of(App.TidemarkOnSqlite).By(redis), result.Of(App.TidemarkOnRedis).By(redis), own.By(redis), own.By(result.Of(App.PeerOnPostgreSql))];
    }

    private static string Lost(Score redis, Score postgreSql) => string.Create(CultureInfo.InvariantCulture, $"{redis.Lost:N0} / {postgreSql.Lost:N0}");
}
