using Shop.Nodes;
using Shop.Reports;
using Shop.Shoppers;

namespace Shop.Commands;

/// <summary>The main job: opens the shop, sends the shoppers in, and reports.</summary>
internal static class RushHour
{
    public static async Task<int> RunAsync(ShopOptions options, CancellationToken cancellationToken)
    {
        Console.WriteLine("Opening the shop: three app servers, one SQLite file.");
        await using var group = await NodeGroup.StartAsync(options.KeepData, cancellationToken);
        var tally = new Tally(NodeGroup.Size);
        var duration = TimeSpan.FromSeconds(options.Seconds);
        var rush = new Rush([.. group.Nodes.Select(node => node.Address)], options.Shoppers, duration, tally, options.Seed);

        Console.WriteLine($"{options.Shoppers} shoppers for {options.Seconds} s (seed {options.Seed}).");
        var progress = new RushProgress(tally, duration, [.. group.Nodes]);
        var elapsed = await progress.ShowAsync(rush.RunAsync(cancellationToken), cancellationToken);

        var report = await RushReport.MakeAsync(options, elapsed, tally, group, cancellationToken);
        if (options.Json is { } file)
            await report.SaveAsync(file, cancellationToken);
        new ReportTable(report).Print();
        if (report.Passed)
            return 0;
        foreach (var line in group.Nodes.SelectMany(node => node.LastWords.Select(line => $"app server {node.Number}: {line}")).TakeLast(30))
            Console.Error.WriteLine(line);
        return 1;
    }
}
