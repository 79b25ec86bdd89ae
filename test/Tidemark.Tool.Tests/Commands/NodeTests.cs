using Tidemark.Tool.Reading;
using Tidemark.Tool.Tests.Rig;

namespace Tidemark.Tool.Tests.Commands;

public sealed class NodeTests : IAsyncDisposable
{
    private readonly SqliteShop _shop = new();

    [Fact]
    public async Task A_server_is_listed_with_what_it_holds()
    {
        await _shop.BeginAsync();
        await _shop.BeginAsync();

        var text = await _shop.RunAsync("nodes");
        var node = Assert.Single((await _shop.RunAsync("nodes", "--count", "--json")).Json);

        Assert.Contains($"{_shop.Server.Sessions.Node}"[..8], text.Output);
        Assert.Equal($"{_shop.Server.Sessions.Node}", node.GetProperty("node").GetString());
        Assert.True(node.GetProperty("isAlive").GetBoolean());
        Assert.Equal(2, node.GetProperty("held").GetInt32());
    }

    [Fact]
    public async Task The_tool_is_no_node_itself()
    {
        await _shop.BeginAsync();
        await _shop.Server.Sessions.DisposeAsync();
        await _shop.RunAsync("sessions", "list");
        await _shop.RunAsync("users", "end", "nobody", "--yes");
        await _shop.RunAsync("store", "check");

        var outcome = await _shop.RunAsync("nodes");

        Assert.Equal(ExitCode.No, outcome.ExitCode);
        Assert.Contains("no server of the application uses it", outcome.Error);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();
}
