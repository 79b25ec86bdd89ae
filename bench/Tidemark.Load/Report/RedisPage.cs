using System.Globalization;
using System.Text;
using Tidemark.Load.Apps;
using Tidemark.Load.Runs;

namespace Tidemark.Load.Report;

/// <summary>The tables of the contests on Redis.</summary>
internal static class RedisPage
{
    public static void Append(StringBuilder page, RedisResults results, Timing timing)
    {
        page.Append(CultureInfo.InvariantCulture, $"""

            ### On Redis

            Both sessions are in redis-server {results.RedisVersion}, without persistence. Tidemark's writes cannot be faster than "one call of Redis": a SET
            of a few bytes, and nothing else.

            """);
        foreach (var contests in results.Contests.GroupBy(result => result.Contest.Routing))
            AppendRates(page, contests);
        AppendCounts(page, results);
        AppendQuiet(page, results.Quiet, timing);
    }

    private static void AppendRates(StringBuilder page, IGrouping<Routing, ContestResult> contests)
    {
        page.Append(contests.Key == Routing.Sticky ? "\n### Requests per second, one process\n\n" : "\n### Requests per second, two processes in turn\n\n");
        page.Append("| | no session | one call of Redis | ASP.NET Core's | Tidemark | by no session | by one call | by ASP.NET Core's | writes that ASP.NET Core's lost |\n");
        page.Append("|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var result in contests)
        {
            var (none, peer, own) = (result.Of(App.NoSession), result.Of(App.PeerOnRedis), result.Of(App.TidemarkOnRedis));
            var one = result.Scores.FirstOrDefault(score => score.Contestant.App == App.OneCall);
            page.Append(CultureInfo.InvariantCulture, $"| {result.Contest.Name} | {none.Rate:N0} | {one?.Rate:N0} | {peer.Rate:N0} | {own.Rate:N0} ");
            page.Append(CultureInfo.InvariantCulture, $"| {Percent(own.By(none))} | {(one is null ? "" : Percent(own.By(one)))} | {own.By(peer):0.0#}x ");
            page.Append(CultureInfo.InvariantCulture, $"| {(one is null ? "" : peer.Lost.ToString("N0", CultureInfo.InvariantCulture))} |\n");
        }
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0}%");

    private static void AppendCounts(StringBuilder page, RedisResults results)
    {
        page.Append("\n### What Redis gets for each request\n\nBytes and commands that it counted itself; those that scripts run are counted too.\n\n");
        page.Append("| | | bytes in | bytes out | commands |\n|---|---|---:|---:|---|\n");
        foreach (var result in results.Contests)
        {
            foreach (var score in result.Scores.Where(score => score.Contestant.App.HasSessions))
            {
                var where = result.Contest.Routing == Routing.Sticky ? "one process" : "two in turn";
                var who = score.Contestant.App == App.PeerOnRedis ? "ASP.NET Core's" : "Tidemark";
                var commands = string.Join(", ", score.Commands.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Command} {one.Calls:0.##}")));
                page.Append(CultureInfo.InvariantCulture, $"| {result.Contest.Name}, {where} | {who} | {score.BytesIn:N0} | {score.BytesOut:N0} | {commands} |\n");
            }
        }
    }

    private static void AppendQuiet(StringBuilder page, QuietReads quiet, Timing timing)
    {
        page.Append("\n### What Redis hears of reads\n\n");
        page.Append(CultureInfo.InvariantCulture, $"`redis-cli monitor` for {timing.Monitor.TotalSeconds} s, while one process answers {quiet.Reads:N0} reads:\n\n");
        page.Append("| command | times |\n|---|---:|\n");
        foreach (var (command, times) in quiet.Commands.OrderByDescending(command => command.Value))
            page.Append(CultureInfo.InvariantCulture, $"| {command} | {times:N0} |\n");
        if (quiet.Commands.Count == 0)
            page.Append("| none at all | |\n");
    }
}
