using System.Diagnostics;
using System.Globalization;
using Shop.Nodes;
using Shop.Shoppers;
using Spectre.Console;

namespace Shop.Reports;

/// <summary>Shows how the rush goes: a live table on a terminal, else a line now and then.</summary>
internal sealed class RushProgress(Tally tally, TimeSpan duration, IReadOnlyList<Node> nodes, IAnsiConsole console)
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Line = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public async Task<TimeSpan> ShowAsync(Task rush, CancellationToken cancellationToken)
    {
        if (Console.IsOutputRedirected || !console.Profile.Capabilities.Interactive)
            await EachAsync(Line, rush, () => Console.WriteLine(Summary()), cancellationToken);
        else
        {
            await console.Live(Picture()).AutoClear(true).StartAsync(live =>
                EachAsync(Frame, rush, () => live.UpdateTarget(Picture()), cancellationToken));
        }
        await rush;
        return _watch.Elapsed;
    }

    private static async Task EachAsync(TimeSpan pause, Task rush, Action show, CancellationToken cancellationToken)
    {
        while (await Task.WhenAny(rush, Task.Delay(pause, cancellationToken)) != rush)
        {
            cancellationToken.ThrowIfCancellationRequested();
            show();
        }
    }

    private string Summary() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_watch.Elapsed.TotalSeconds,4:N0} s  {tally.Requests,8:N0} requests  {tally.Facts,9:N0} facts verified  " +
        $"{tally.Unavailable + tally.NoAnswer} refused  {tally.Errors.Count} errors  {tally.LostUpdates.Count} lost updates");

    private Table Picture()
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Summary()).AddColumns("App server", "Address", "Process");
        table.AddColumn(new TableColumn("Requests").RightAligned()).AddColumn(new TableColumn("Per second").RightAligned());
        foreach (var (node, requests) in nodes.Zip(tally.PerNode))
        {
            table.AddRow(
                $"{node.Number}", $"{node.Address}", $"{node.ProcessId}",
                requests.ToString("N0", CultureInfo.InvariantCulture),
                (requests / _watch.Elapsed.TotalSeconds).ToString("N0", CultureInfo.InvariantCulture));
        }
        var done = Math.Clamp(_watch.Elapsed / duration, 0, 1);
        table.Caption(new string('█', (int)(done * 50)) + new string('░', 50 - (int)(done * 50)));
        return table;
    }
}
