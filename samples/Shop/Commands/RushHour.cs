using Shop.Nodes;
using Shop.Reports;
using Shop.Shoppers;

namespace Shop.Commands;

/// <summary>The main job: opens the shop, sends the shoppers in, and reports.</summary>
internal static class RushHour
{
    public static async Task<int> RunAsync(ShopOptions options, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Opening the shop: three app servers, {(options.Store is { } store ? store.Name : "one SQLite file")}.");
        await using var group = await NodeGroup.StartAsync(options.KeepData, cancellationToken, options.Store);
        var tally = new Tally(NodeGroup.Size);
        var duration = TimeSpan.FromSeconds(options.Seconds);
        var rush = new Rush([.. group.Nodes.Select(node => node.Address)], options.Servers, options.Shoppers, tally, options.Seed);

        Console.WriteLine($"{options.Shoppers} shoppers for {options.Seconds} s (seed {options.Seed}).");
        var console = Terminal.Open();
        var progress = new RushProgress(tally, duration, [.. group.Nodes], console);
        using var closing = new CancellationTokenSource(duration);
        var elapsed = await progress.ShowAsync(rush.RunAsync(closing.Token, cancellationToken), cancellationToken);

        var report = await RushReport.MakeAsync(options, elapsed, tally, group, cancellationToken);
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
}
