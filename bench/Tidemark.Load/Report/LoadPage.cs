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
        if (report.OnRedis is { } onRedis)
            File.WriteAllText(Path.Combine("docs", Chart), LoadChart.Draw(onRedis.Contests));
    }

    public static string Write(LoadReport report)
    {
        var page = new StringBuilder("## Load\n\n");
        AppendSetting(page, report);
        if (report.OnRedis is not null)
            page.Append($"![Requests per second with no session, ASP.NET Core's and Tidemark]({Chart})\n\n");
        page.Append("### Goals\n\n| what | goal | measured | |\n|---|---:|---:|---|\n");
        foreach (var goal in Goal.Of(report))
            page.Append($"| {goal.What} | {goal.Wanted} | {goal.Measured} | {(goal.IsMet ? "met" : "missed")} |\n");
        if (report.OnRedis is { } onRedis)
            RedisPage.Append(page, onRedis, report.Timing);
        if (report.OfStores is { } ofStores)
            StoresPage.Append(page, ofStores);
        return page.ToString();
    }

    private static void AppendSetting(StringBuilder page, LoadReport report)
    {
        var driver = report.HasWrk
            ? "Requests to one process come from wrk; those to two from the bench's own client, for wrk cannot send the requests of a session to them in turn"
            : "All requests come from the bench's own client, for wrk is not installed here";
        page.Append(CultureInfo.InvariantCulture, $"""
            Written by `./build.sh bench load`; do not edit. {Environment.ProcessorCount} cores for everything: the client, the apps and the servers of
            the stores; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}.
            {SessionSet.Count} sessions, {LoadOrder.Connections} connections; {report.Timing.Rounds} turns of {report.Timing.Turn.TotalSeconds} s for each,
            one after the other; rates are medians, ratios medians of the turns' ratios. Compare the ratios: on another machine the rates differ. The apps have
            the garbage collector that web projects have, and were warm. {driver}.

            A small session has {OrderSize.Small.Attributes} attributes of {OrderSize.Small.Lines} order lines, a large one {OrderSize.Large.Attributes} of
            {OrderSize.Large.Lines}, about 100 kB. A read goes through all lines of one attribute, "read all" through those of all; a write changes one
            quantity. Without a session the same is done with carts that are the app's own. ASP.NET Core's session is used as a good team would: loaded
            asynchronously, JSON by the source generator, over a distributed cache. On Redis that sends what the framework's own does
            (`bench/Tidemark.Load/Apps/RedisPeerCache.cs`). It answers before it stores; Tidemark answers when the change is stored. Tidemark reads by
            `GetAsync`, as a handler would that may change what it gets, so that what was read is compared with what is stored. Every answer was
            200, and after each contest the writes that were answered were counted in the sessions.


            """);
    }
}
