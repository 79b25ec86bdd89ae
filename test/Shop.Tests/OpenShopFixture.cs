using Shop.Nodes;
using Shop.Shoppers;

namespace Shop.Tests;

/// <summary>Three app-server processes that the tests of a class share.</summary>
public sealed class OpenShopFixture : IAsyncLifetime
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private NodeGroup? _group;

    internal IReadOnlyList<Node> Nodes => _group!.Nodes;

    internal NodeGroup Group => _group!;

    /// <summary>A browser without cookies; by default it never goes twice to the same app server in a row.</summary>
    internal Browser NewBrowser(ServerChoice choice = ServerChoice.Mixed) => new(
        _http, [.. Nodes.Select(node => node.Address)], new ServerWalk(choice, NodeGroup.Size, 0, new Random(1)),
        new Tally(NodeGroup.Size), CancellationToken.None);

    public async ValueTask InitializeAsync() => _group = await NodeGroup.StartAsync(keepData: false, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_group is not null)
            await _group.DisposeAsync();
    }
}
