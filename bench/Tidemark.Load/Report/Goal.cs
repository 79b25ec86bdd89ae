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
        .. Held(report, "read, small"),
        .. Held(report, "read, large"),
        .. ByPeer(report, Routing.Sticky, "write, small", 2.5),
        .. ByPeer(report, Routing.Sticky, "write, large", 8),
        .. ByPeer(report, Routing.RoundRobin, "read, small", 1),
        .. ByPeer(report, Routing.RoundRobin, "write, small", 1),
        .. ByPeer(report, Routing.RoundRobin, "read, large", 3),
        .. ByPeer(report, Routing.RoundRobin, "write, large", 3),
        .. Bytes(report, "write, large", 300),
        HandOver("p50", report.HandOver.P50, 1),
        HandOver("p99", report.HandOver.P99, 5),
        Quiet(report.Quiet),
    ];

    private static IEnumerable<Goal> Held(LoadReport report, string name)
    {
        if (report.Of(Routing.Sticky, name) is not { } result)
            yield break;
        var share = result.Of(AppKind.Tidemark).By(result.Of(AppKind.None));
        yield return new Goal($"{name}, lease held, by no session", "at least 85%", Invariant($"{100 * share:0}%"), share >= 0.85);
    }

    private static IEnumerable<Goal> ByPeer(LoadReport report, Routing routing, string name, double least)
    {
        if (report.Of(routing, name) is not { } result)
            yield break;
        var ratio = result.Of(AppKind.Tidemark).By(result.Of(AppKind.Peer));
        var where = routing == Routing.Sticky ? "one process" : "two processes in turn";
        yield return new Goal($"{name}, {where}, by ASP.NET Core's", Invariant($"at least {least}x"), Invariant($"{ratio:0.0#}x"), ratio >= least);
    }

    private static IEnumerable<Goal> Bytes(LoadReport report, string name, double most)
    {
        if (report.Of(Routing.Sticky, name)?.Of(AppKind.Tidemark).BytesIn is { } bytes)
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
