using Shop.Nodes;
using Shop.Reports;
using Shop.Shoppers;

namespace Shop.Commands;

/// <summary>The main job: opens the shop, sends the shoppers in, and reports.</summary>
internal static class RushHour
{
    public static async Task<int> RunAsync(ShopOptions options, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Opening the shop: three app servers, {(options.Store is { } store ? store.Name : "one SQLite file")}"
            + $"{(options.Standby is { } standby ? $", and a stand-by on {standby.Name}" : "")}.");
        await using var group = await NodeGroup.StartAsync(options.KeepData, cancellationToken, options.Store, options.Standby);
        var tally = new Tally(NodeGroup.Size);
        var duration = TimeSpan.FromSeconds(options.Seconds);
        var rush = new Rush([.. group.Nodes.Select(node => node.Address)], options.Servers, options.Shoppers, tally, options.Seed);

        Console.WriteLine($"{options.Shoppers} shoppers for {options.Seconds} s (seed {options.Seed}).");
        var console = Terminal.Open();
        var progress = new RushProgress(tally, duration, [.. group.Nodes], console);
        using var closing = new CancellationTokenSource();
        var change = options.SwitchesOver ? new SwitchOver(group.Seat) : null;
        var shopping = Task.WhenAll(rush.RunAsync(closing.Token, cancellationToken), CloseAsync(change, duration, closing, cancellationToken));
        var elapsed = await progress.ShowAsync(shopping, cancellationToken);

        var report = await RushReport.MakeAsync(options, elapsed, tally, group, change, cancellationToken);
        if (options.Json is { } file)
            await report.SaveAsync(file, cancellationToken);
        new ReportTable(report).Print(console);
        if (options.KeepData)
            Console.WriteLine($"The data is in {group.DataFolder}");
        if (report.Passed)
            return 0;
        foreach (var node in group.Nodes)
        {
            foreach (var words in node.LastWords.TakeLast(5))
                Console.Error.WriteLine($"App server {node.Number} logged: {words[..Math.Min(words.Length, 500)]}");
        }
        return 1;
    }

    // However long a switch-over takes, the shoppers shop as long after it as before.
    private static async Task CloseAsync(SwitchOver? change, TimeSpan duration, CancellationTokenSource closing, CancellationToken cancellationToken)
    {
        try
        {
            if (change is not null)
            {
                await Task.Delay(duration / 2, cancellationToken);
                await change.RunAsync(cancellationToken);
                Console.WriteLine($"The stand-by is the primary. That took {change.Took.TotalSeconds:N1} s.");
            }

            await Task.Delay(change is null ? duration : duration / 2, cancellationToken);
        }
        finally
        {
            await closing.CancelAsync();
        }
    }
}
