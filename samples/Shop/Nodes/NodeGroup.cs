using Microsoft.AspNetCore.DataProtection;
using Shop.Numbers;

namespace Shop.Nodes;

/// <summary>Three app servers over one data folder.</summary>
public sealed class NodeGroup : IAsyncDisposable
{
    public const int Size = 3;

    private readonly bool _keepData;

    private NodeGroup(NodeSeat seat, bool keepData, IReadOnlyList<Node> nodes)
    {
        Seat = seat;
        _keepData = keepData;
        Nodes = nodes;
    }

    /// <summary>That of the first: all have the same folder and stores.</summary>
    public NodeSeat Seat { get; }

    public string DataFolder => Seat.DataFolder;

    public IReadOnlyList<Node> Nodes { get; }

    public static async Task<NodeGroup> StartAsync(
        bool keepData, CancellationToken cancellationToken, SharedStore? store = null, SharedStore? standby = null)
    {
        var folder = Directory.CreateTempSubdirectory("tidemark-shop-").FullName;
        var seats = Enumerable.Range(1, Size).Select(number => new NodeSeat(number, folder, store, standby)).ToList();
        MakeKeyRing(seats[0]);
        var starts = seats.ConvertAll(seat => Node.StartAsync(seat, cancellationToken));
        try
        {
            return new NodeGroup(seats[0], keepData, await Task.WhenAll(starts));
        }
        catch
        {
            var started = starts.Where(start => start.IsCompletedSuccessfully).Select(start => start.Result);
            await new NodeGroup(seats[0], keepData, [.. started]).DisposeAsync();
            throw;
        }
    }

    /// <summary>What the servers that are still alive counted.</summary>
    public async Task<ShopNumbers> CountAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var counted = await Task.WhenAll(Nodes.Where(node => node.IsAlive).Select(node =>
            http.GetFromJsonAsync<ShopNumbers>(new Uri(node.Address, NodeNumbers.Path), cancellationToken)));
        return ShopNumbers.Sum(counted!);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Nodes.Select(node => node.DisposeAsync().AsTask()));
        if (!_keepData)
            Directory.Delete(DataFolder, recursive: true);
    }

    // Made before the servers start: three that start at once would make three keys, each unknown to the others for a while.
    private static void MakeKeyRing(NodeSeat seat) =>
        DataProtectionProvider.Create(new DirectoryInfo(seat.KeyFolder), protection => protection.SetApplicationName("Shop"))
            .CreateProtector("first").Protect([1]);
}
