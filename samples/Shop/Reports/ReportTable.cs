using System.Globalization;
using Shop.Shoppers;
using Spectre.Console;

namespace Shop.Reports;

/// <summary>The report as people read it.</summary>
internal sealed class ReportTable(RushReport report)
{
    public void Print(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Rush hour").HideHeaders();
        table.AddColumn("what").AddColumn(new TableColumn("value").RightAligned());
        foreach (var (what, value) in Rows())
        {
            if (value is null)
                table.AddRow(new Rule(what).LeftJustified(), new Rule());
            else
                table.AddRow(Markup.Escape(what), Markup.Escape(value));
        }
        console.Write(table);
        foreach (var fault in report.Faults)
            console.MarkupLineInterpolated($"[red]Wrong:[/] {fault}");
        console.MarkupLine(report.Passed
            ? "[green]All is well:[/] every shopper saw exactly its own, complete state on every page."
            : $"[red]Not well.[/] The same choices again: --seed {report.Seed} --shoppers {report.Shoppers}");
    }

    private IEnumerable<(string What, string? Value)> Rows()
    {
        var (all, read, line) = (report.All, report.CartRead, report.OneLineChanged);
        yield return ("Traffic", null);
        yield return ("A shopper's next request goes to", Where());
        yield return ("Requests", Number(report.Requests));
        yield return ("Requests per second", Number(report.RequestsPerSecond));
        yield return ("Latency, p50 / p99", $"{Fine(report.MedianMilliseconds)} / {Fine(report.P99Milliseconds)} ms");
        yield return ("Requests at app server 1 / 2 / 3", string.Join(" / ", report.RequestsPerNode.Select(node => Number(node))));
        yield return ("What was stored", null);
        yield return ("Sessions", Number(report.Sessions));
        yield return ("Commits", Number(all.Commits));
        yield return ("Attributes touched / sent", $"{Number(all.AttributesTouched)} / {Number(all.AttributesSent)}");
        yield return ("  of these as patches / to replace patches", $"{Number(all.AttributesPatched)} / {Number(all.AttributesRebased)}");
        yield return ("Bytes sent / whole sessions instead", $"{Number(all.BytesSent)} / {Number(all.SessionBytes)}");
        if (report.StoreBytes is { } bytes)
            yield return ("Store file", $"{Number(bytes)} bytes");
        foreach (var row in LeaseRows())
            yield return row;
        if (report.SwitchOver is { } change)
        {
            yield return ($"Switch-over from {change.From} to {change.To}", null);
            yield return ("It took", $"{Exact(change.Seconds)} s");
            yield return ("The longest that a shopper waited for an answer then", $"{Fine(change.LongestWaitMilliseconds)} ms");
        }

        yield return ("What must hold", null);
        if (report is { Servers: ServerChoice.Sticky, Settled: var settled })
        {
            yield return ("Settled, only read: requests / store calls", $"{Number(settled.Reads)} / {Number(settled.ReadCalls)}");
            yield return ("Settled, changed something: requests / store calls", $"{Number(settled.Writes)} / {Number(settled.WriteCalls)}");
        }
        yield return ("Cart only read: pages / bytes sent", $"{Number(read.Requests)} / {Number(read.BytesSent)}");
        yield return ("One line changed: requests / attributes sent", $"{Number(line.Requests)} / {Number(line.AttributesSent)}");
        yield return ("One line changed: patches / bytes of them", $"{Number(line.AttributesPatched)} / {Number(line.BytesPatched)}");
        yield return ("Pages verified / facts on them", $"{Number(report.PagesVerified)} / {Number(report.FactsVerified)}");
        yield return ("Changes acknowledged / sent at the same moment", $"{Number(report.Changes)} / {Number(report.ParallelChanges)}");
        yield return ("Handlers that threw", Number(report.Crashes));
        yield return ("Answers 503 / no answer", $"{Number(report.Unavailable)} / {Number(report.NoAnswer)}");
        yield return ("Errors", Number(report.Errors.Count));
        yield return ("Lost updates / sign-outs", $"{Number(report.LostUpdates.Count)} / {Number(report.SignOuts)}");
    }

    private IEnumerable<(string What, string? Value)> LeaseRows()
    {
        var (all, leases) = (report.All, report.Leases);
        string[] verbs = ["acquire", "commit", "release", "read"];
        yield return ("Calls of the store", null);
        yield return ("Store calls per request / without waits, recalls", $"{Exact(report.StoreCallsPerRequest)} / {Exact(report.UsefulStoreCallsPerRequest)}");
        yield return ("  acquire / commit / release / read", string.Join(" / ", verbs.Select(verb => Number(leases.CallsOf(verb)))));
        yield return ("  of these between requests", Number(report.StoreCallsBetweenRequests));
        yield return ("Requests with more than 2 calls", Number(all.Costly));
        yield return ("Upkeep calls, for all sessions at once", Number(leases.Upkeep));
        yield return ("Recalls / hand-overs", $"{Number(leases.Recalls)} / {Number(leases.HandOvers)}");
        yield return ("Requests that waited over 1 ms / longest wait", $"{Number(all.Waits)} / {Fine(all.LongestWaitMilliseconds)} ms");
    }

    private string Where() => report.Servers switch
    {
        ServerChoice.Sticky => "the same app server",
        ServerChoice.RoundRobin => "the next app server",
        _ => "another app server, or several at once",
    };

    private static string Exact(double value) => value.ToString("N2", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Fine(double value) => value.ToString("N1", CultureInfo.InvariantCulture);
}
