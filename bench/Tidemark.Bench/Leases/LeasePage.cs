using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Tidemark.Stores;

namespace Tidemark.Bench.Leases;

/// <summary>Measures what leases cost, and writes docs/performance-leases.md.</summary>
internal static class LeasePage
{
    public static string Path => System.IO.Path.Combine("docs", "performance-leases.md");

    public static async Task<string> WriteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tidemark-bench-").FullName;
        try
        {
            var page = new StringBuilder("# What leases cost\n\n")
                .Append($"Written by `./build.sh bench leases` on {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, ")
                .Append($"{RuntimeInformation.OSArchitecture}. Compare the figures of one run with each other, not with those of another machine.\n");
            await AddHandOverAsync(page, folder);
            await AddOneSessionAsync(page, folder);
            await AddCachedAsync(page, folder);
            return page.ToString();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AddHandOverAsync(StringBuilder page, string folder)
    {
        page.Append("\n## Hand-over of a lease that is kept and not used\n\nFrom the wish of one node to its open session with a cart of 10 lines, 500 times.\n\n")
            .Append("| store | p50, ms | p99, ms |\n|---|---|---|\n");
        var memory = new MemoryStore(TimeProvider.System);
        AddRow(page, "memory", await HandOver.MeasureAsync(memory, memory));
        await using var one = BenchNode.Sqlite(Folder(folder, "one"));
        AddRow(page, "SQLite, two nodes on one store", await HandOver.MeasureAsync(one, one));
        await using var here = BenchNode.Sqlite(Folder(folder, "two"));
        await using var there = BenchNode.Sqlite(Folder(folder, "two"));
        AddRow(page, "SQLite, signals through the file, as between processes", await HandOver.MeasureAsync(here, there));
    }

    private static void AddRow(StringBuilder page, string store, Latency latency) =>
        page.Append(CultureInfo.InvariantCulture, $"| {store} | {latency.P50:F2} | {latency.P99:F2} |\n");

    private static async Task AddOneSessionAsync(StringBuilder page, string folder)
    {
        page.Append("\n## Requests of one session, by parallel clients\n\n")
            .Append("Each opens the session, adds one to a counter, and commits; requests per second on SQLite. The sums are verified.\n\n")
            .Append("| access | 1 client | 4 clients | 16 clients |\n|---|---|---|---|\n");
        foreach (var (name, access, isOwn) in new[]
        {
            ("Shared, a counter for each client", SessionAccess.Shared, true),
            ("Shared, one counter for all", SessionAccess.Shared, false),
            ("Exclusive", SessionAccess.Exclusive, false),
        })
        {
            page.Append($"| {name} |");
            foreach (var clients in new[] { 1, 4, 16 })
            {
                await using var store = BenchNode.Sqlite(Folder(folder, $"{name} {clients}"));
                var rate = await OneSession.MeasureAsync(store, clients, access, isOwn ? clients : 1);
                page.Append(CultureInfo.InvariantCulture, $" {rate:N0} |");
            }

            page.Append('\n');
        }
    }

    private static async Task AddCachedAsync(StringBuilder page, string folder)
    {
        page.Append("\n## Memory of a session that a node keeps\n\nBytes of the heap per session, live objects and baseline included; SQLite, so that the store's own are not.\n\n")
            .Append("| session | bytes |\n|---|---|\n");
        foreach (var (name, lines) in new[] { ("one counter", 0), ("a cart of 10 lines", 10), ("a cart of 200 lines", 200) })
        {
            await using var store = BenchNode.Sqlite(Folder(folder, name));
            page.Append(CultureInfo.InvariantCulture, $"| {name} | {await CachedSession.MeasureAsync(store, lines):N0} |\n");
        }
    }

    private static string Folder(string folder, string name) => Directory.CreateDirectory(System.IO.Path.Combine(folder, name)).FullName;
}
