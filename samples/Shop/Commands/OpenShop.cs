using Shop.Nodes;

namespace Shop.Commands;

/// <summary>Keeps the shop open for people with browsers.</summary>
internal static class OpenShop
{
    public static async Task<int> RunAsync(bool keepData, SharedStore? store, SharedStore? standby, CancellationToken cancellationToken)
    {
        await using var group = await NodeGroup.StartAsync(keepData, cancellationToken, store, standby);
        Console.WriteLine("The shop is open. Your session is the same at all three app servers:");
        foreach (var node in group.Nodes)
            Console.WriteLine($"  {node.Address}");
        Console.WriteLine($"Its data is in {group.DataFolder}{(keepData ? "" : " until it closes")}. Ctrl-C closes it.");
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        return 0;
    }
}
