using System.Security.Cryptography;
using Tidemark.Redis.Tests.Cluster.Load;
using Tidemark.Redis.Tests.Rig;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Cluster;

/// <summary>Row 11: slots move from one primary to another while their sessions are used.</summary>
public sealed class MovedSlotsTests(OneCluster one) : ClusterTest(one)
{
    private const int MostRounds = 5;
    private static readonly string[] Redirections = ["errorstat_MOVED", "errorstat_ASK", "errorstat_TRYAGAIN"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Slots_that_move_under_load_fail_no_request(bool isFollowed)
    {
        await using var load = await LoadAsync();
        var (from, moving) = await PickPrimaryAsync(load);
        var to = (await Cluster.PrimariesAsync()).First(primary => primary != from);
        var slots = moving.Select(session => session.SlotUnder(load.Prefix)).Concat(await LivesAsync(load, from)).Distinct().ToArray();
        foreach (var server in Cluster.Servers)
            await server.RunAsync("CONFIG", "RESETSTAT");
        load.Start();
        await WaitForSuccessesAsync(load, 100);
        await using var store = new RedisStore(new RedisStoreOptions { Configuration = Cluster.ConnectionString, KeyPrefix = load.Prefix });

        if (isFollowed)
            await store.Changes!.BeginAsync(TestContext.Current.CancellationToken);

        Dictionary<string, long> met;
        var rounds = 0;
        do
        {
            foreach (var primary in new[] { to, from })
            {
                foreach (var slot in slots)
                    await MoveAsync(slot, primary, store, moving.FirstOrDefault(session => session.SlotUnder(load.Prefix) == slot)?.Key);
                await WaitForSuccessesAsync(load, 100, load.History.Now, moving);
            }

            met = await MetAsync();
        }
        while (++rounds < MostRounds && met.Values.Min() == 0);
        await load.StopAsync();

        Say($"{slots.Length} slots moved there and back {rounds} times; clients met {string.Join(", ", met.Select(error => $"{error.Value} {error.Key}"))}.");
        AssertSound(load, await load.JudgeAsync());
        Assert.All(load.History.Visits, visit => Assert.True(visit.Fate is Fate.Acknowledged or Fate.Read or Fate.Contended, $"{visit}"));
        Assert.Empty(load.History.Refusals);
        Assert.All(met, error => Assert.True(error.Value > 0, $"The load met no {error.Key}."));
    }

    // Half moved for a moment: a script that wants both a session and its index, as one does that creates a session, finds one of them gone.
    private async Task MoveAsync(int slot, RedisServer to, RedisStore store, StateKey? session)
    {
        var move = await Cluster.BeginMoveAsync(slot, to);
        await move.CarryAsync(most: 1);
        var creation = session is { } beside ? CreateBesideAsync(store, beside) : Task.CompletedTask;
        await PauseAsync(TimeSpan.FromMilliseconds(100));
        await move.FinishAsync();
        await creation;
    }

    // In the bucket of another session, and so in its slot.
    private static async Task CreateBesideAsync(RedisStore store, StateKey beside)
    {
        var key = StateKey.FromBytes([.. beside.Bytes[..2], .. RandomNumberGenerator.GetBytes(StateKey.Size - 2)]);
        var creation = new CommitRequest(
            key, NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(), [new WholeValue("a", new byte[9])],
            new Lifetime(TimeSpan.FromMinutes(20), TimeSpan.FromHours(8)), AfterCommit.Release, "beside");
        await Patience.UntilAsync("a session is created in a slot that moves", async () =>
        {
            try
            {
                return await store.CommitAsync(creation, default) is CommitOutcome.Committed;
            }
            catch (StoreException)
            {
                return false;
            }
        });
    }

    // The slots in which nodes say that they live.
    private async Task<IEnumerable<int>> LivesAsync(SessionLoad load, RedisServer primary)
    {
        var keys = new RedisKeys(load.Prefix);
        var slots = (await Cluster.SlotsOfAsync(primary)).ToHashSet();
        return load.Nodes.Select(node => RedisCluster.SlotOf(keys.Node(node.Sessions.Node)[0].ToString())).Where(slots.Contains);
    }

    private async Task<Dictionary<string, long>> MetAsync()
    {
        var stats = await Task.WhenAll(Cluster.Servers.Select(server => server.InfoAsync("errorstats")));
        return Redirections.ToDictionary(
            error => error["errorstat_".Length..], error => stats.Sum(stat => stat.TryGetValue(error, out var count) ? long.Parse(count["count=".Length..]) : 0));
    }
}
