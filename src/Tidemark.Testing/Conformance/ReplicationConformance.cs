using Tidemark.Graph;
using Tidemark.Replication;
using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>
/// A replicator brings whatever happened in this store to a replica, and to this store what happened in a primary; of whatever engine the other one is.
/// </summary>
public abstract class ReplicationConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    private const int Rounds = 6;
    private const int ChangesPerRound = 25;

    private readonly Dictionary<StateKey, (CommitOutcome.Committed Last, byte[] Value)> _sessions = [];

    [Theory]
    [InlineData(ReplicaComparison.Binary)]
    [InlineData(ReplicaComparison.ObjectGraph)]
    public Task A_replica_of_this_store_has_what_it_has(ReplicaComparison comparison) => ReplicateAsync(Store, new MemoryStore(Time), comparison, seed: 31);

    [Theory]
    [InlineData(ReplicaComparison.Binary)]
    [InlineData(ReplicaComparison.ObjectGraph)]
    public Task This_store_as_a_replica_has_what_its_primary_has(ReplicaComparison comparison) =>
        ReplicateAsync(new MemoryStore(Time), Store, comparison, seed: 32);

    private async Task ReplicateAsync(IPrimaryStore primary, IPrimaryStore replica, ReplicaComparison comparison, int seed)
    {
        var (random, options) = (new Random(seed), new ReplicationOptions());
        options.Rules.Comparison = comparison;
        var replicator = new Replicator(primary, replica, options, Time);
        await primary.BeatAsync(Here, TimeSpan.FromDays(365), default);
        for (var round = 0; round < Rounds; round++)
        {
            for (var change = 0; change < ChangesPerRound; change++)
                await ChangeAsync(primary, random);
            if (round % 3 == 2)
                replicator = new Replicator(primary, replica, options, Time);
            await replicator.DrainAsync(default);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var found = await new ReplicaCheck(primary, replica, options, Time).RunAsync(repairs: false, null, default);
        Assert.True(found.IsSame, $"Seed {seed}: {string.Join("; ", found.Found)}");
        Assert.True(found.Sessions >= _sessions.Count);
        Assert.Equal(0, replicator.Status.Failing);
    }

    private async Task ChangeAsync(IPrimaryStore primary, Random random)
    {
        if (_sessions.Count < 5 || random.Next(10) == 0)
        {
            var (key, value) = (NewKey(), Bytes(random, 2000));
            _sessions[key] = (Committed(await primary.CommitAsync(Creation(key, new WholeValue("a", value), Whole("b", 1)), default)), value);
            return;
        }

        var (changed, (last, before)) = _sessions.ElementAt(random.Next(_sessions.Count));
        if (random.Next(12) == 0)
        {
            await primary.EndAsync(changed, EndReason.Revoked, default);
            _sessions.Remove(changed);
            return;
        }

        var (difference, after) = Difference(random, last.Version, before);
        var answer = await primary.CommitAsync(Change(changed, last, difference), default);
        if (answer is CommitOutcome.Misfit)
            answer = await primary.CommitAsync(Change(changed, last, new WholeValue("a", after)), default);
        _sessions[changed] = (Committed(answer), after);
    }

    // A patch fits if the attribute was changed last.
    private static (Difference Difference, byte[] After) Difference(Random random, StateVersion version, byte[] before)
    {
        switch (random.Next(4))
        {
            case 0:
                return (Whole("b", (byte)random.Next(256)), before);
            case 1:
                var whole = Bytes(random, 500);
                return (new WholeValue("a", whole), whole);
            default:
                var after = before.ToArray();
                after[random.Next(after.Length)]++;
                return BinaryComparison.Of(before, after) is BinaryComparison.Patched { Patch: var patch }
                    ? (new PatchedValue("a", patch.Bytes, version, patch.BaselineLength, patch.LengthAfter), after)
                    : (new WholeValue("a", after), after);
        }
    }

    private static byte[] Bytes(Random random, int most)
    {
        var bytes = new byte[random.Next(100, most)];
        random.NextBytes(bytes);

        // Not the graph engine's, nor a serialiser's.
        bytes[0] = 200;
        return bytes;
    }
}
