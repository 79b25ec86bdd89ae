using Shop.Nodes;
using Shop.Shoppers;

namespace Shop.Tests;

public sealed class KilledNodeTests(OpenShopFixture shop) : IClassFixture<OpenShopFixture>
{
    [Fact]
    public async Task No_acknowledged_change_is_lost_when_an_app_server_is_killed_under_load()
    {
        var tally = new Tally(NodeGroup.Size);
        var rush = new Rush([.. shop.Nodes.Select(node => node.Address)], ServerChoice.Mixed, shoppers: 8, tally, seed: 11);
        using var closing = new CancellationTokenSource();
        var shopping = rush.RunAsync(closing.Token, TestContext.Current.CancellationToken);

        await UntilAsync(() => tally.Changes >= 20, shopping);
        shop.Nodes[1].Kill();
        var before = tally.Changes;
        await UntilAsync(() => tally.NoAnswer >= 10 && tally.Changes >= before + 30, shopping);
        await closing.CancelAsync();
        await shopping;

        Assert.Empty(tally.LostUpdates);
        Assert.Empty(tally.Errors);
        Assert.True(tally.NoAnswer >= 10, "Hardly a request went to the killed app server: the test shows nothing.");
        Assert.True(tally.Changes >= before + 30, "The shop did not go on after the kill.");
    }

    /// <summary>Looks until it is so, or until the shoppers have given up.</summary>
    private static async Task UntilAsync(Func<bool> isSo, Task shopping)
    {
        while (!isSo() && !shopping.IsCompleted)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }
}
