using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Tidemark.Bench.Graphs;
using Tidemark.Bench.Report;

namespace Tidemark.Load.Requests;

/// <summary>Measures what a session costs a request, and writes that part of docs/performance.md.</summary>
internal static class RequestPage
{
    public static void Save(string page) => PagePart.Write("request", page);

    /// <param name="isTry">Whether it is only to see that everything runs.</param>
    public static async Task<string> WriteAsync(bool isTry)
    {
        await using var cases = await RequestCases.StartAsync();
        foreach (var one in cases.All)
            Verify(one);
        var times = isTry ? [.. cases.All.Select(_ => 1.0)] : Timing.Measure([.. cases.All.Select(Action (one) => () => one.App.Send(one.Path))]);
        var bytes = cases.All.Select(one => Timing.Allocated(() => one.App.Send(one.Path))).ToArray();
        var page = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
            ## One request

            Written by `./build.sh bench request`; do not edit. {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}; one thread. An
            application is called without a network, so that nothing but its pipeline is measured: each request goes through the cart's ten lines and
            answers with a number. The node has the session. Sessions of both kinds are in memory.

            | | time | by no session | goal | allocated | more than without | goal |
            |---|---:|---:|---:|---:|---:|---:|

            """);
        for (var i = 0; i < times.Length; i++)
        {
            var (one, ratio, more) = (cases.All[i], times[i] / times[0], bytes[i] - bytes[0]);
            page.Append(CultureInfo.InvariantCulture, $"| {one.Name} | {times[i] / 1000:0.00} us | {ratio:0.00}x | {Goal(one.Goal?.Times, ratio, "0.0", "x")} ")
                .Append(CultureInfo.InvariantCulture, $"| {bytes[i]:N0} B | {more:N0} B | {Goal(one.Goal?.Bytes, more, "N0", " B")} |\n");
        }

        return page.ToString();
    }

    /// <summary>Repeats one request, for a profiler to look at.</summary>
    public static async Task RepeatAsync(string part, TimeSpan time)
    {
        await using var cases = await RequestCases.StartAsync();
        var one = cases.All.First(one => one.Name.Contains(part, StringComparison.Ordinal));
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < time;)
            one.App.Send(one.Path);
    }

    // What answers wrongly would be measured all the same.
    private static void Verify(RequestCase one)
    {
        var (first, second) = (one.App.Ask(one.Path), one.App.Ask(one.Path));
        var isChange = one.Path is "/change" or "/bytes";
        if (first <= 0 || second - first != (isChange ? 1 : 0))
            throw new InvalidOperationException($"{one.Name}: answered {first}, then {second}.");
    }

    private static string Goal(double? most, double measured, string format, string unit) => most is { } limit
        ? $"at most {limit.ToString(format, CultureInfo.InvariantCulture)}{unit}, {(measured <= limit ? "met" : "missed")}"
        : "";
}
