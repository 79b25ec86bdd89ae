using Shop.Nodes;
using Shop.Shoppers;

namespace Shop.Tests;

public sealed class KilledNodeTests : IAsyncLifetime
{
    private const int Killed = 1;

    private readonly Tally _tally = new(NodeGroup.Size);
    private NodeGroup? _group;

    public async ValueTask InitializeAsync() => _group = await NodeGroup.StartAsync(keepData: false, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _group?.DisposeAsync() ?? default;

    [Fact]
    public async Task No_acknowledged_change_is_lost_when_an_app_server_is_killed_under_load()
    {
        await ShopAndKillAsync(ServerChoice.Mixed, unanswered: 10);

        Assert.True(_tally.NoAnswer >= 10, "Hardly a request went to the killed app server: the test shows nothing.");
    }

    [Fact]
    public async Task Shoppers_who_stay_go_on_at_another_app_server_when_theirs_is_killed()
    {
        // Every shopper ends by looking at its whole state: one who could not go on would leave an error.
        var shoppers = await ShopAndKillAsync(ServerChoice.Sticky, unanswered: 1);

        Assert.InRange(_tally.NoAnswer, 1, shoppers * 3);
    }

    private async Task<int> ShopAndKillAsync(ServerChoice choice, int unanswered)
    {
        const int shoppers = 8;
        var rush = new Rush([.. _group!.Nodes.Select(node => node.Address)], choice, shoppers, _tally, seed: 11);
        using var closing = new CancellationTokenSource();
        var shopping = rush.RunAsync(closing.Token, TestContext.Current.CancellationToken);

        await UntilAsync(() => _tally.Changes >= 20 && _tally.PerNode[Killed] >= 10, shopping);
        _group.Nodes[Killed].Kill();
        var before = _tally.Changes;
        await UntilAsync(() => _tally.NoAnswer >= unanswered && _tally.Changes >= before + 30, shopping);
        await closing.CancelAsync();
        await shopping;

        Assert.Empty(_tally.LostUpdates);
        Assert.Empty(_tally.Errors);
        Assert.True(_tally.Changes >= before + 30, "The shop did not go on after the kill.");
        return shoppers;
    }

    /// <summary>Looks until it is so, or until the shoppers have given up.</summary>
    private static async Task UntilAsync(Func<bool> isSo, Task shopping)
    {
        while (!isSo() && !shopping.IsCompleted)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }
}
