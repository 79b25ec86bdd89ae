using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using BenchmarkDotNet.Reports;

namespace Tidemark.Bench.Report;

/// <summary>Writes the part of docs/performance.md about the graph engine from a run: every figure in it was measured in that run.</summary>
public static class PerformancePage
{
    private static readonly Dictionary<string, string> Titles = new()
    {
        ["Encode"] = "Encode: live graph to bytes",
        ["Decode"] = "Decode: bytes to a new graph",
        ["CompareUnchanged"] = "Compare, nothing changed",
        ["CompareOneChange"] = "Compare, one quantity in the middle changed",
    };

    /// <summary>The part's name in the page.</summary>
    public const string Part = "graphs";

    public static string Write(Summary summary)
    {
        var results = summary.Reports.Where(report => report.Success).Select(Measured.From).ToList();
        var page = new StringBuilder();
        page.Append("## The graph engine alone\n\n");
        page.Append("Written by `./build.sh bench`; do not edit. Ratios are to the hand-written code in the same run: ");
        page.Append("on another machine the times differ, the ratios hardly do.\n\n");
        AppendMachine(page, summary);
        AppendSizes(page);
        AppendGoals(page, results);
        foreach (var (verb, title) in Titles)
            AppendVerb(page, title, results.Where(result => result.Verb == verb));
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void AppendMachine(StringBuilder page, Summary summary)
    {
        var cpu = summary.HostEnvironmentInfo.CpuInfo.Value;
        page.Append("| machine | |\n|---|---|\n");
        page.Append($"| processor | {cpu?.ProcessorName ?? "unknown"}, {Environment.ProcessorCount} cores used |\n");
        page.Append($"| system | {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture} |\n");
        page.Append($"| runtime | {RuntimeInformation.FrameworkDescription} |\n\n");
        page.Append("The cart is `bench/Tidemark.Bench/Models/Cart.cs`, filled by `bench/Tidemark.Bench/Models/Carts.cs`. ");
        page.Append("The hand-written code is in `bench/Tidemark.Bench/HandWritten/`: it knows this one model, and no references, ");
        page.Append("inheritance or other types. System.Text.Json uses its source generator, except where a line says by reflection.\n\n");
    }

    private static void AppendSizes(StringBuilder page)
    {
        page.Append("## Size\n\n| lines | hand-written | Tidemark | JSON | Tidemark / JSON (at most 60%) |\n|---:|---:|---:|---:|---:|\n");
        foreach (var size in PayloadSizes.All())
        {
            var share = ((double)size.Graph / size.Json).ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "");
            page.Append(CultureInfo.InvariantCulture, $"| {size.Lines} | {size.Hand:N0} B | {size.Graph:N0} B | {size.Json:N0} B ");
            page.Append(CultureInfo.InvariantCulture, $"| {share} |\n");
        }

        page.Append('\n');
    }

    private static void AppendGoals(StringBuilder page, List<Measured> results)
    {
        var carts = results.Select(result => result.Lines).Distinct().Order().ToArray();
        page.Append("## Goals on the carts\n\n| what | goal |").AppendJoin('|', carts.Select(lines => $" {lines} lines ")).Append("|\n|---|---:|");
        page.Append(string.Concat(carts.Select(_ => "---:|"))).Append('\n');
        Append("compare, nothing changed: allocated", "0 B", lines => $"{Own("CompareUnchanged", lines).Allocated} B");
        Append("the same, by the hand-written code", "at most 2x", lines => RatioOf(ToHand("CompareUnchanged", lines)) + "x");
        AppendFaster("System.Text.Json, source-generated, and memcmp", "25x", "System.Text.Json and");
        AppendFaster("System.Text.Json by reflection, to a new array, and memcmp", "", "System.Text.Json by");
        AppendFaster("CompareNETObjects", "300x", "CompareNETObjects");
        Append("encode, by the hand-written code", "at most 2x", lines => RatioOf(ToHand("Encode", lines)) + "x");
        Append("decode, by the hand-written code", "at most 2x", lines => RatioOf(ToHand("Decode", lines)) + "x");
        Append(
            "one quantity changed, patch included, by the unchanged compare",
            "at most 1.5x",
            lines => RatioOf(Own("CompareOneChange", lines).Nanoseconds / Own("CompareUnchanged", lines).Nanoseconds) + "x");
        page.Append("\nThe hand-written code and no allocation are what binds; how much faster than other libraries is reported, not promised: ");
        page.Append("[decision 12](decisions/0012-goals-by-hand-written.md) says why.\n\n");

        void AppendFaster(string than, string goal, string who)
        {
            Append($"the same, how much faster than {than}", goal, lines => RatioOf(Faster(who, lines)) + "x");
            Append("what the hand-written code reaches there", "", lines => RatioOf(Faster(who, lines) * ToHand("CompareUnchanged", lines)) + "x");
        }

        void Append(string what, string goal, Func<int, string> measured) =>
            page.Append($"| {what} | {goal} |").AppendJoin('|', carts.Select(lines => $" {measured(lines)} ")).Append("|\n");
        IEnumerable<Measured> Of(string verb, int lines) => results.Where(result => result.Verb == verb && result.Lines == lines);
        Measured Own(string verb, int lines) => Find(Of(verb, lines), "Tidemark");
        double ToHand(string verb, int lines) =>
            Own(verb, lines).Nanoseconds / Of(verb, lines).Single(result => result.IsBaseline).Nanoseconds;
        double Faster(string who, int lines) =>
            Find(Of("CompareUnchanged", lines), who).Nanoseconds / Own("CompareUnchanged", lines).Nanoseconds;
    }

    private static Measured Find(IEnumerable<Measured> results, string who) =>
        results.Single(result => result.Who.StartsWith(who, StringComparison.Ordinal));

    private static void AppendVerb(StringBuilder page, string title, IEnumerable<Measured> results)
    {
        page.Append($"## {title}\n\n| lines | | time | ratio | allocated |\n|---:|---|---:|---:|---:|\n");
        foreach (var cart in results.GroupBy(result => result.Lines).OrderBy(group => group.Key))
        {
            var measure = cart.Single(result => result.IsBaseline).Nanoseconds;
            foreach (var result in cart.OrderByDescending(result => result.IsBaseline))
            {
                var (time, ratio) = (TimeOf(result.Nanoseconds), RatioOf(result.Nanoseconds / measure));
                page.Append(CultureInfo.InvariantCulture, $"| {cart.Key} | {result.Who} | {time} | {ratio} | {result.Allocated:N0} B |\n");
            }
        }

        page.Append('\n');
    }

    private static string RatioOf(double ratio) => ratio.ToString(ratio < 10 ? "0.00" : "N0", CultureInfo.InvariantCulture);

    private static string TimeOf(double nanoseconds) => nanoseconds switch
    {
        < 1_000 => nanoseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ns",
        < 1_000_000 => (nanoseconds / 1_000).ToString("0.00", CultureInfo.InvariantCulture) + " us",
        _ => (nanoseconds / 1_000_000).ToString("0.00", CultureInfo.InvariantCulture) + " ms",
    };
}
