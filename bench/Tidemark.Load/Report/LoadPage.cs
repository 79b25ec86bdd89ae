using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Tidemark.Bench.Report;
using Tidemark.Load.Apps;
using Tidemark.Load.Driving;
using Tidemark.Load.Runs;

namespace Tidemark.Load.Report;

/// <summary>The part of docs/performance.md about load: every figure in it was measured in the run it is written from.</summary>
internal static class LoadPage
{
    private const string Chart = "performance-load.svg";

    public static void Save(LoadReport report)
    {
        PagePart.Write("load", Write(report));
        File.WriteAllText(Path.Combine("docs", Chart), LoadChart.Draw(report.Contests));
    }

    public static string Write(LoadReport report)
    {
        var page = new StringBuilder("## Load\n\n");
        AppendSetting(page, report);
        page.Append($"![Requests per second with no session, ASP.NET Core's and Tidemark]({Chart})\n\n");
        page.Append("### Goals\n\n| what | goal | measured | |\n|---|---:|---:|---|\n");
        foreach (var goal in Goal.Of(report))
            page.Append($"| {goal.What} | {goal.Wanted} | {goal.Measured} | {(goal.IsMet ? "met" : "missed")} |\n");
        foreach (var contests in report.Contests.GroupBy(result => result.Contest.Routing))
            AppendRates(page, contests);
        AppendRedis(page, report);
        AppendQuiet(page, report);
        return page.ToString();
    }

    private static void AppendSetting(StringBuilder page, LoadReport report)
    {
        var driver = report.HasWrk
            ? "Requests to one process come from wrk; those to two from the bench's own client, for wrk cannot send the requests of a session to them in turn"
            : "All requests come from the bench's own client, for wrk is not installed here";
        page.Append(CultureInfo.InvariantCulture, $"""
            Written by `./build.sh bench load`; do not edit. {Environment.ProcessorCount} cores for everything: the client, the apps and
            redis-server {report.RedisVersion}; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}. Both sessions are in that Redis, without persistence.
            {SessionSet.Count} sessions, {LoadOrder.Connections} connections; {report.Timing.Rounds} turns of {report.Timing.Turn.TotalSeconds} s for each, one after the other; rates are medians, ratios medians of the
            turns' ratios. Compare the ratios: on another machine the rates differ. The apps have the garbage collector that web projects have, and were warm.
            {driver}.

            A small session has {OrderSize.Small.Attributes} attributes of {OrderSize.Small.Lines} order lines, a large one {OrderSize.Large.Attributes} of {OrderSize.Large.Lines}, about 100 kB. A read goes through all lines of
            one attribute, "read all" through those of all; a write changes one quantity. Without a session the same is done with carts that are the app's own. ASP.NET Core's session is used as a good team would: loaded asynchronously, JSON by the
            source generator, over a distributed cache that sends to Redis what the framework's own does
            (`bench/Tidemark.Load/Apps/PeerCache.cs`). It answers before it stores; Tidemark answers when the change is stored, which
            cannot be faster than "one call of Redis": a SET of a few bytes, and nothing else. Tidemark reads by
            `GetAsync`, as a handler would that may change what it gets, so that what was read is compared with what is stored. Every answer was
            200, and after each contest the writes that were answered were counted in the sessions.


            """);
    }

    private static void AppendRates(StringBuilder page, IGrouping<Routing, ContestResult> contests)
    {
        page.Append(contests.Key == Routing.Sticky ? "\n### Requests per second, one process\n\n" : "\n### Requests per second, two processes in turn\n\n");
        page.Append("| | no session | one call of Redis | ASP.NET Core's | Tidemark | by no session | by one call | by ASP.NET Core's | writes that ASP.NET Core's lost |\n");
        page.Append("|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var result in contests)
        {
            var (none, peer, own) = (result.Of(AppKind.None), result.Of(AppKind.Peer), result.Of(AppKind.Tidemark));
            var one = result.Scores.FirstOrDefault(score => score.Contestant.Kind == AppKind.OneCall);
            page.Append(CultureInfo.InvariantCulture, $"| {result.Contest.Name} | {none.Rate:N0} | {one?.Rate:N0} | {peer.Rate:N0} | {own.Rate:N0} ");
            page.Append(CultureInfo.InvariantCulture, $"| {Percent(own.By(none))} | {(one is null ? "" : Percent(own.By(one)))} | {own.By(peer):0.0#}x ");
            page.Append(CultureInfo.InvariantCulture, $"| {(one is null ? "" : peer.Lost.ToString("N0", CultureInfo.InvariantCulture))} |\n");
        }
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0}%");

    private static void AppendRedis(StringBuilder page, LoadReport report)
    {
        page.Append("\n### What Redis gets for each request\n\nBytes and commands that it counted itself; those that scripts run are counted too.\n\n");
        page.Append("| | | bytes in | bytes out | commands |\n|---|---|---:|---:|---|\n");
        foreach (var result in report.Contests)
        {
            foreach (var score in result.Scores.Where(score => score.Contestant.Kind is AppKind.Peer or AppKind.Tidemark))
            {
                var where = result.Contest.Routing == Routing.Sticky ? "one process" : "two in turn";
                var who = score.Contestant.Kind == AppKind.Peer ? "ASP.NET Core's" : "Tidemark";
                var commands = string.Join(", ", score.Commands.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Command} {one.Calls:0.##}")));
                page.Append(CultureInfo.InvariantCulture, $"| {result.Contest.Name}, {where} | {who} | {score.BytesIn:N0} | {score.BytesOut:N0} | {commands} |\n");
            }
        }
    }

    private static void AppendQuiet(StringBuilder page, LoadReport report)
    {
        page.Append("\n### What Redis hears of reads\n\n");
        page.Append(CultureInfo.InvariantCulture, $"`redis-cli monitor` for {report.Timing.Monitor.TotalSeconds} s, while one process answers {report.Quiet.Reads:N0} reads:\n\n");
        page.Append("| command | times |\n|---|---:|\n");
        foreach (var (command, times) in report.Quiet.Commands.OrderByDescending(command => command.Value))
            page.Append(CultureInfo.InvariantCulture, $"| {command} | {times:N0} |\n");
        if (report.Quiet.Commands.Count == 0)
            page.Append("| none at all | |\n");
    }
}
