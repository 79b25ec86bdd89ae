using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Tidemark.Load.Apps;
using Tidemark.Replication;

namespace Tidemark.Load.Replicas;

/// <summary>Measures what replicas cost, and writes docs/performance-replicas.md.</summary>
internal static class ReplicaPage
{
    private static readonly ReplicaComparison[] Comparisons = [ReplicaComparison.ObjectGraph, ReplicaComparison.Binary];

    public static string Place => Path.Combine("docs", "performance-replicas.md");

    /// <param name="isTry">Whether it is only to see that everything runs: the smallest of each.</param>
    public static async Task<string> WriteAsync(bool isTry)
    {
        var page = new StringBuilder("# What replicas cost\n\n")
            .Append(CultureInfo.InvariantCulture, $"Written by `./build.sh bench replicas`; do not edit. {Environment.ProcessorCount} cores for everything: ")
            .Append(CultureInfo.InvariantCulture, $"16 clients in one process, the replicator in the same, and the stores' servers; ")
            .Append(CultureInfo.InvariantCulture, $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}. Compare the figures of one run ")
            .Append("with each other, not with those of another machine. A session is a cart; a change is one quantity in it.\n");
        await AddFeedAsync(page, isTry ? [StoreKind.Sqlite] : [StoreKind.Sqlite, StoreKind.Redis, StoreKind.PostgreSql]);
        await AddLoadAsync(page, isTry);
        await AddRatesAsync(page, isTry
            ? [(StoreKind.Sqlite, StoreKind.Redis)]
            : [(StoreKind.Redis, StoreKind.Redis), (StoreKind.Sqlite, StoreKind.Redis), (StoreKind.Redis, StoreKind.PostgreSql)]);
        await AddBytesAsync(page, isTry ? [10] : [10, 200, 2000]);
        await AddCatchUpAsync(page, isTry ? 2_000 : 100_000);
        return page.ToString();
    }

    private static async Task AddFeedAsync(StringBuilder page, StoreKind[] kinds)
    {
        page.Append("\n## The feed of changes\n\nCommits per second, with nobody following; medians of seven turns, and of their ratios.\n\n")
            .Append("| store | feed off | feed on | ratio |\n|---|---:|---:|---:|\n");
        foreach (var kind in kinds)
        {
            var cost = await FeedCost.MeasureAsync(kind);
            page.Append(CultureInfo.InvariantCulture, $"| {kind} | {cost.Off:N0} | {cost.On:N0} | {cost.Ratio:0.00} |\n");
        }
    }

    private static async Task AddLoadAsync(StringBuilder page, bool isTry)
    {
        page.Append("""

            Requests per second of an application, as in `./build.sh bench load`: each changes one quantity in a session of 3 carts of 10 lines.

            | store, processes | feed off | feed on | ratio |
            |---|---:|---:|---:|

            """);
        foreach (var cost in await FeedLoad.MeasureAsync(isTry))
            page.Append(CultureInfo.InvariantCulture, $"| {cost.Store}, {cost.Processes} | {cost.Off:N0} | {cost.On:N0} | {cost.Ratio:0.00} |\n");
    }

    private static async Task AddRatesAsync(StringBuilder page, (StoreKind From, StoreKind To)[] pairs)
    {
        page.Append("""

            ## The replicator

            Sessions per second, of carts of 10 lines: into an empty replica; one change in each, by a replicator that does not know what the replica has; the same by
            one that does. Then commits per second of clients that write without a pause, without and with a replicator beside them on the same two cores,
            what it copies meanwhile (a session that changed several times is copied once), and how far behind it is at the end.

            | from, to | compared as | empty | change, unknown | change, known | commits alone | commits beside | copied beside | behind |
            |---|---|---:|---:|---:|---:|---:|---:|---:|

            """);
        foreach (var (from, to) in pairs)
        {
            foreach (var comparison in Comparisons)
            {
                await using var pair = await StorePair.StartAsync(from, to);
                var rate = await CopyRate.MeasureAsync(pair, comparison);
                page.Append(CultureInfo.InvariantCulture, $"| {rate.Pair} | {rate.Comparison} | {rate.First:N0} | {rate.Unknown:N0} | {rate.Known:N0} ")
                    .Append(CultureInfo.InvariantCulture, $"| {rate.Alone:N0} | {rate.Beside:N0} | {rate.Copied:N0} | {rate.Lag.TotalSeconds:0.00} s |\n");
            }
        }
    }

    private static async Task AddBytesAsync(StringBuilder page, int[] sizes)
    {
        page.Append("""

            ## Bytes of one change

            From Redis to Redis, one change in each of 200 sessions. *Counted* is what the replicator counts, record and difference; *on the wire* all that the replica's
            server is sent, positions of the feed included. *Redis itself* is what a Redis that replicates the primary is sent for the same commits: it
            gets what was written, feed included. The last two are given the two values alone, no record.

            | lines of the cart | whole value | compared as | counted | on the wire | Redis itself | `xdelta3` | `zstd --patch-from` |
            |---:|---:|---|---:|---:|---:|---:|---:|

            """);
        foreach (var lines in sizes)
        {
            foreach (var comparison in Comparisons)
            {
                var bytes = await ChangeBytes.MeasureAsync(lines, comparison);
                page.Append(CultureInfo.InvariantCulture, $"| {lines:N0} | {bytes.Value:N0} | {bytes.Comparison} | {bytes.Sent:N0} | {bytes.Wire:N0} | {bytes.Engine:N0} ")
                    .Append(CultureInfo.InvariantCulture, $"| {Or(bytes.Xdelta)} | {Or(bytes.Zstd)} |\n");
            }
        }
    }

    private static async Task AddCatchUpAsync(StringBuilder page, int sessions)
    {
        var caught = await CatchUp.MeasureAsync(sessions);
        page.Append(CultureInfo.InvariantCulture, $"""

            ## Catching up

            From Redis to Redis, {caught.Sessions:N0} carts of 10 lines; then one change in each of a tenth of them while nobody replicates.

            | | seconds | sessions per second | bytes sent | of whole values |
            |---|---:|---:|---:|---:|
            | all, into an empty replica | {caught.First.TotalSeconds:0.0} | {caught.Sessions / caught.First.TotalSeconds:N0} | {caught.Whole.Bytes:N0} | {Share(caught.Whole)} |
            | a tenth | {caught.After.TotalSeconds:0.0} | {caught.Differences.Records / caught.After.TotalSeconds:N0} | {caught.Differences.Bytes:N0} | {Share(caught.Differences)} |

            """);
    }

    private static string Share(ReplicationStatus status) => (status.Bytes / (double)status.WholeBytes).ToString("P0", CultureInfo.InvariantCulture);

    private static string Or(long? size) => size?.ToString("N0", CultureInfo.InvariantCulture) ?? "not installed";
}
