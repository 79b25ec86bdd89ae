using Shop.Nodes;
using Shop.Shoppers;

namespace Shop.Tests;

public sealed class KilledNodeTests(OpenShopFixture shop) : IClassFixture<OpenShopFixture>
{
    [Fact]
    public async Task No_acknowledged_change_is_lost_when_an_app_server_is_killed_under_load()
    {
        var tally = new Tally(NodeGroup.Size);
        var rush = new Rush([.. shop.Nodes.Select(node => node.Address)], shoppers: 8, TimeSpan.FromSeconds(8), tally, seed: 11);
        var shopping = rush.RunAsync(TestContext.Current.CancellationToken);

        while (tally.Changes < 40 && !shopping.IsCompleted)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        shop.Nodes[1].Kill();
        var before = tally.Changes;
        await shopping;

        Assert.Empty(tally.LostUpdates);
        Assert.Empty(tally.Errors);
        Assert.True(tally.NoAnswer > 0, "No request went to the killed app server: the test shows nothing.");
        Assert.True(tally.Changes > before + 20, "The shop did not go on after the kill.");
    }
}
