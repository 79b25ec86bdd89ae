using Tidemark.Replication;

namespace Tidemark.Replicas.Tests;

/// <summary>
/// Under the shop's load, whatever befalls the replicators, the replica and the primary, the replica comes to have what the primary has. How many faults, and
/// by which seed, the environment may say: TIDEMARK_REPLICA_FAULTS and TIDEMARK_REPLICA_SEED.
/// </summary>
public sealed class StormTests
{
    private const int UsualFaults = 4;
    private const int FaultsPerRound = 20;

    private static readonly int Faults = Setting("TIDEMARK_REPLICA_FAULTS") ?? UsualFaults;
    private static readonly int Seed = Setting("TIDEMARK_REPLICA_SEED") ?? Random.Shared.Next(1_000_000);

    [Fact]
    public Task Compared_as_object_graphs_a_replica_on_PostgreSQL_has_what_its_primary_on_Redis_has() =>
        RunAsync(ReplicaComparison.ObjectGraph, RedisEngine.StartAsync, PostgreSqlEngine.StartAsync);

    [Fact]
    public Task Compared_byte_by_byte_a_replica_on_Redis_has_what_its_primary_on_PostgreSQL_has() =>
        RunAsync(ReplicaComparison.Binary, PostgreSqlEngine.StartAsync, RedisEngine.StartAsync);

    private static async Task RunAsync(ReplicaComparison comparison, Func<Task<IEngine>> primary, Func<Task<IEngine>> replica)
    {
        Say($"Seed {Seed}, {Faults} faults, {comparison}");
        await using var shop = await ReplicatedShop.StartAsync(comparison, primary, replica);
        var (random, strikes, changes, sessions) = (new Random(Seed), new Strikes(shop, new Random(Seed)), 0L, 0);
        for (var done = 0; done < Faults; done += FaultsPerRound)
        {
            using var shoppers = new Shoppers(shop.Servers, random.Next(1_000_000));
            await shoppers.ChangeAsync(10);
            for (var number = done; number < Math.Min(done + FaultsPerRound, Faults); number++)
                await strikes.StrikeAsync(isLongAllowed: Faults > UsualFaults);

            // Nobody lost anything in the primary either.
            await shoppers.LeaveAsync();
            changes += shoppers.Tally.Changes;
            sessions = await shop.DrainAsync();
            Say($"After {Math.Min(done + FaultsPerRound, Faults)} faults and {changes} changes the digests of {sessions} sessions are equal: {strikes}.");
        }

        Assert.Equal(0, (await Operator.RunAsync(shop.Stores("verify"))).ExitCode);
        Assert.True(changes > 10 && sessions > 0, "The shoppers did hardly anything: the test shows nothing.");
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : null;

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}
