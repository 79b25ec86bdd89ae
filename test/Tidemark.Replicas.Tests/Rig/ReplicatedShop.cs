using Shop.Nodes;
using Tidemark.Replication;
using Tidemark.Stores;

namespace Tidemark.Replicas.Tests.Rig;

/// <summary>The shop's app servers on a primary, a replica of it on another engine, and two replicators of which one works.</summary>
internal sealed class ReplicatedShop : IAsyncDisposable
{
    private readonly ReplicaComparison _comparison;
    private readonly List<IAsyncDisposable> _owned = [];

    private ReplicatedShop(ReplicaComparison comparison) => _comparison = comparison;

    public IEngine Primary { get; private set; } = null!;

    public IEngine Replica { get; private set; } = null!;

    /// <summary>The way of the app servers to the primary.</summary>
    public Cable ToPrimary { get; private set; } = null!;

    public IReadOnlyList<ReplicatorProcess> Replicators { get; private set; } = [];

    public NodeGroup Servers { get; private set; } = null!;

    public static async Task<ReplicatedShop> StartAsync(
        ReplicaComparison comparison, Func<Task<IEngine>> primary, Func<Task<IEngine>> replica)
    {
        var shop = new ReplicatedShop(comparison);
        try
        {
            shop._owned.Add(shop.Primary = await primary());
            shop._owned.Add(shop.Replica = await replica());
            shop._owned.Add(shop.ToPrimary = Cable.To(shop.Primary.Port));
            shop._owned.Add(shop.Servers = await NodeGroup.StartAsync(
                keepData: false, TestContext.Current.CancellationToken, shop.Primary.StoreAt(shop.ToPrimary.Port)));

            // A replica is filled before anything befalls it: only then are its tables there, and is it one.
            var filled = await Operator.RunAsync([.. shop.Stores("run"), "--once"]);
            Assert.Equal(0, filled.ExitCode);
            shop.Replicators = [.. Enumerable.Range(0, 2).Select(_ => new ReplicatorProcess(shop.Primary, shop.Replica, comparison))];
            foreach (var replicator in shop.Replicators)
            {
                shop._owned.Add(replicator);
                replicator.Start();
            }

            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>A command of the tool on both stores.</summary>
    public string[] Stores(string verb) =>
        ["replica", verb, "--store", Replica.AddressAt(Replica.Port), "--primary", Primary.AddressAt(Primary.Port)];

    /// <summary>Sees that the replicators run.</summary>
    public void Supervise() => Assert.All(Replicators, replicator =>
    {
        replicator.Supervise();
        Assert.True(replicator.LastWords is null, replicator.LastWords);
    });

    /// <summary>Waits until the replicators have brought the replica level, and sees that it has what the primary has.</summary>
    public async Task<int> DrainAsync()
    {
        var (primary, replica) = (Primary.Open(), Replica.Open());
        await using var _ = (IAsyncDisposable)primary;
        await using var __ = (IAsyncDisposable)replica;
        IReadOnlyList<string> different = [];
        try
        {
            await Patience.UntilAsync("every session's digest is equal", async () =>
            {
                Supervise();
                different = (await SessionDigests.OfAsync(primary)).Against(await SessionDigests.OfAsync(replica), _comparison);
                return different.Count == 0;
            });
        }
        catch (TimeoutException hangs)
        {
            throw new TimeoutException($"{hangs.Message} Not the same: {string.Join(' ', different.Take(20))}", hangs);
        }

        return (await SessionDigests.OfAsync(replica)).Sessions.Count;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
            await owned.DisposeAsync();
    }
}
