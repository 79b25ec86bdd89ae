using System.Globalization;
using System.Text;

namespace Tidemark.Bench.Graphs;

/// <summary>The tables of docs/performance.md about graphs of many kinds, patches and shapes.</summary>
public static class GraphPage
{
    public static string Write()
    {
        // First of all, while nothing is compiled yet.
        var (first, median) = ShapeCost.Measure();
        var page = new StringBuilder();
        AppendGraphs(page, [.. GraphCases.All.Select(graph => graph.Measure())]);
        AppendPatches(page);
        page.Append("## First use of a type\n\n");
        page.Append("A type of 20 members: its shape looked at and compiled, and the first encode, decode and compare.\n\n");
        page.Append("| | goal | measured |\n|---|---:|---:|\n");
        page.Append(CultureInfo.InvariantCulture, $"| a type, once the engine is in use (median of nine) | 5 ms | {median:0.0} ms |\n");
        page.Append(CultureInfo.InvariantCulture, $"| the first type of the process, the engine's own code included | | {first:0.0} ms |\n");
        return page.ToString();
    }

    private static void AppendGraphs(StringBuilder page, IReadOnlyList<GraphResult> results)
    {
        page.Append("## Graphs of many kinds: size\n\n| graph | Tidemark | JSON | Tidemark / JSON |\n|---|---:|---:|---:|\n");
        foreach (var result in results)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {result.Name} | {result.Bytes:N0} B | {result.JsonBytes:N0} B ");
            page.Append(CultureInfo.InvariantCulture, $"| {100.0 * result.Bytes / result.JsonBytes:0}% |\n");
        }

        AppendUnchanged(page, results);
        AppendOthers(page, results);
        page.Append("\n## Graphs of many kinds: compare, one thing changed, patch included\n\n");
        page.Append("| graph | time | by the unchanged compare (at most 1.5x) | patch | patch by comparing bytes |\n|---|---:|---:|---:|---:|\n");
        foreach (var result in results)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {result.Name} | {result.OneChange:N0} ns | {result.OneChange / result.Unchanged:0.00}x ");
            page.Append(CultureInfo.InvariantCulture, $"| {result.Patch} B | {result.BinaryPatch} B |\n");
        }

        page.Append('\n');
    }

    private static void AppendUnchanged(StringBuilder page, IReadOnlyList<GraphResult> results)
    {
        page.Append("\n## Graphs of many kinds: compare, nothing changed\n\n");
        page.Append("| graph | hand-written | Tidemark | by the hand-written code | allocated (0 B) | memcmp of the bytes alone |\n");
        page.Append("|---|---:|---:|---:|---:|---:|\n");
        foreach (var result in results)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {result.Name} | {result.Hand:N0} ns | {result.Unchanged:N0} ns ");
            page.Append(CultureInfo.InvariantCulture, $"| {result.Unchanged / result.Hand:0.00}x | {result.Allocated} B ");
            page.Append(CultureInfo.InvariantCulture, $"| {result.Memcmp:N0} ns ({result.Unchanged / result.Memcmp:0.00}x of it) |\n");
        }
    }

    private static void AppendOthers(StringBuilder page, IReadOnlyList<GraphResult> results)
    {
        page.Append("\n## Graphs of many kinds: how much faster than others, nothing changed\n\n");
        page.Append("In brackets what the hand-written code reaches. By reflection, each time into a new array, is what `SerializeToUtf8Bytes(graph)` ");
        page.Append("does; the other way is source-generated, into a buffer that is there. Both then compare with the bytes of before.\n\n");
        page.Append("| graph | System.Text.Json, source-generated (25x) | by reflection, to a new array | CompareNETObjects (300x) |\n|---|---:|---:|---:|\n");
        foreach (var result in results)
            page.Append($"| {result.Name} | {Faster(result, result.Json)} | {Faster(result, result.JsonByReflection)} | {Faster(result, result.CompareNetObjects)} |\n");
    }

    private static string Faster(GraphResult result, double other) =>
        string.Create(CultureInfo.InvariantCulture, $"{other / result.Unchanged:N1}x ({other / result.Hand:N1}x)");

    private static void AppendPatches(StringBuilder page)
    {
        page.Append("## Patches\n\nThe goals: at most 100 bytes for the first; at most the line and 100 bytes for the second ");
        page.Append(CultureInfo.InvariantCulture, $"(the line takes {PatchResult.LineSize()}); by comparing bytes within twice of these.\n\n");
        page.Append("| change | value | patch by the walk | patch by comparing bytes |\n|---|---:|---:|---:|\n");
        foreach (var patch in PatchResult.All())
            page.Append(CultureInfo.InvariantCulture, $"| {patch.Name} | {patch.Value:N0} B | {patch.Walk:N0} B | {patch.Binary:N0} B |\n");
        page.Append('\n');
    }
}
