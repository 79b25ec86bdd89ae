using Tidemark.Load.Apps;
using Tidemark.Load.Runs;
using static System.FormattableString;

namespace Tidemark.Load.Report;

/// <summary>What the bench is there to show.</summary>
/// <param name="What">What is measured.</param>
/// <param name="Wanted">What it should be.</param>
/// <param name="Measured">What it is.</param>
/// <param name="IsMet">Whether that is enough.</param>
internal sealed record Goal(string What, string Wanted, string Measured, bool IsMet)
{
    /// <summary>Those of what was measured.</summary>
    public static IEnumerable<Goal> Of(LoadReport report) =>
    [
        .. report.OnRedis is { } onRedis ? OfRedis(onRedis) : [],
        .. report.OfStores is { } ofStores ? OfStores(ofStores.Contests) : [],
    ];

    private static IEnumerable<Goal> OfRedis(RedisResults results) =>
    [
        .. Held(results.Contests, "read, small"),
        .. Held(results.Contests, "read, large"),
        .. ByPeer(results.Contests, Routing.Sticky, "write, small", 2.5),
        .. ByPeer(results.Contests, Routing.Sticky, "write, large", 8),
        .. ByPeer(results.Contests, Routing.RoundRobin, "read, small", 1),
        .. ByPeer(results.Contests, Routing.RoundRobin, "write, small", 1),
        .. ByPeer(results.Contests, Routing.RoundRobin, "read, large", 3),
        .. ByPeer(results.Contests, Routing.RoundRobin, "write, large", 3),
        .. Bytes(results.Contests, "write, large", 300),
        HandOver("p50", results.HandOver.P50, 1),
        HandOver("p99", results.HandOver.P99, 5),
        Quiet(results.Quiet),
    ];

    private static IEnumerable<Goal> OfStores(IReadOnlyList<ContestResult> results) =>
    [
        .. By(results, Routing.Sticky, "write, small", App.TidemarkOnPostgreSql, App.PeerOnPostgreSql, 1, "PostgreSQL, by ASP.NET Core's there"),
        .. By(results, Routing.Sticky, "write, large", App.TidemarkOnPostgreSql, App.PeerOnPostgreSql, 4, "PostgreSQL, by ASP.NET Core's there"),
    ];

    private static IEnumerable<Goal> Held(IReadOnlyList<ContestResult> results, string name)
    {
        if (results.Find(Routing.Sticky, name) is not { } result)
            yield break;
        var share = result.Of(App.TidemarkOnRedis).By(result.Of(App.NoSession));
        yield return new Goal($"{name}, lease held, by no session", "at least 85%", Invariant($"{100 * share:0}%"), share >= 0.85);
    }

    private static IEnumerable<Goal> ByPeer(IReadOnlyList<ContestResult> results, Routing routing, string name, double least) =>
        By(results, routing, name, App.TidemarkOnRedis, App.PeerOnRedis, least, "by ASP.NET Core's");

    private static IEnumerable<Goal> By(IReadOnlyList<ContestResult> results, Routing routing, string name, App own, App other, double least, string what)
    {
        if (results.Find(routing, name) is not { } result)
            yield break;
        var ratio = result.Of(own).By(result.Of(other));
        var where = routing == Routing.Sticky ? "one process" : "two processes in turn";
        yield return new Goal($"{name}, {where}, {what}", Invariant($"at least {least}x"), Invariant($"{ratio:0.0#}x"), ratio >= least);
    }

    private static IEnumerable<Goal> Bytes(IReadOnlyList<ContestResult> results, string name, double most)
    {
        if (results.Find(Routing.Sticky, name)?.Of(App.TidemarkOnRedis).BytesIn is { } bytes)
            yield return new Goal($"bytes to Redis per {name}", Invariant($"at most {most}"), Invariant($"{bytes:N0}"), bytes <= most);
    }

    private static Goal HandOver(string what, double milliseconds, double most) =>
        new($"hand-over of an idle lease, {what}", Invariant($"at most {most} ms"), Invariant($"{milliseconds:0.00} ms"), milliseconds <= most);

    private static Goal Quiet(QuietReads quiet) => new(
        "what Redis hears of reads, each session in one process",
        "heartbeats and touches",
        string.Join(", ", quiet.Commands.Keys.Order(StringComparer.Ordinal).DefaultIfEmpty("nothing")),
        quiet.IsQuiet);
}
