using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Tests.Sessions;
using Tidemark.Tests.Stores.Records;

namespace Tidemark.Tests.Replication;

/// <summary>What a check finds that was done to a replica behind everybody's back, and repairs.</summary>
public sealed class CheckTests
{
    [Theory]
    [InlineData(ReplicaComparison.ObjectGraph)]
    [InlineData(ReplicaComparison.Binary)]
    public async Task What_differs_is_found_named_and_repaired(ReplicaComparison comparison)
    {
        var pair = new ReplicaPair(options => options.Rules.Comparison = comparison);
        var ids = new List<SessionId>();
        for (var session = 0; session < 5; session++)
            ids.Add(await pair.Rig.StoreAsync());
        await pair.DrainAsync();
        var check = new ReplicaCheck(pair.Primary, pair.Replica, pair.Options, pair.Rig.Time);
        Assert.Equal((true, 5), await OfAsync(check, repairs: false));

        // One is lost, one is too many, and one has another value under the same version.
        var extra = StateKey.From("test", SessionId.New());
        var changed = (await pair.Replica.ReadImageAsync(pair.Rig.KeyOf(ids[1]), StateVersion.None, default)).Record!;
        await CopyAsync(pair, new SessionCopy(pair.Rig.KeyOf(ids[0]), Stamp, HistoryPoint.Of(changed), null, []));
        await CopyAsync(pair, new SessionCopy(extra, Stamp, null, changed, []));
        await CopyAsync(pair, new SessionCopy(
            pair.Rig.KeyOf(ids[1]), Stamp, HistoryPoint.Of(changed), changed, [new AttributeCopy(new WholeValue("name", "damage"u8.ToArray()), changed.Version)]));

        var quick = await new ReplicaCheck(pair.Primary, pair.Replica, pair.Options, pair.Rig.Time) { IsQuick = true }.RunAsync(false, null, default);
        Assert.Equal((1, 1, 0, 1), (quick.Missing, quick.Extra, quick.Different, quick.Versions));
        Task<ReplicaCheckResult> RunAsync(bool repairs) => pair.Rig.UntilAsync(check.RunAsync(repairs, null, default));
        var found = await RunAsync(repairs: false);
        Assert.Equal((6, 1, 1, 1, 0), (found.Sessions, found.Missing, found.Extra, found.Different, found.Repaired));
        Assert.Equal("name", Assert.Single(found.Found, one => one.Session == pair.Rig.KeyOf(ids[1]).ToString()).Changes.Single().Attribute);

        Assert.Equal(3, (await RunAsync(repairs: true)).Repaired);
        Assert.True((await RunAsync(repairs: false)).IsSame);
        await pair.AssertSameAsync();
    }

    [Fact]
    public async Task What_is_withheld_or_in_another_order_is_no_difference()
    {
        var pair = new ReplicaPair(options => options.Rules.Withhold("name"));
        await pair.Rig.StoreAsync();
        await pair.DrainAsync();
        Assert.Equal((true, 1), await OfAsync(new ReplicaCheck(pair.Primary, pair.Replica, pair.Options, pair.Rig.Time), repairs: false));
        Assert.Equal((true, 1), await OfAsync(new ReplicaCheck(pair.Primary, pair.Replica, null, pair.Rig.Time), repairs: false));

        await pair.Replica.TrySetStandingAsync((await pair.Replica.ReadStandingAsync(default)) with { Withheld = [] }, default);
        var all = await pair.Rig.UntilAsync(new ReplicaCheck(pair.Primary, pair.Replica, null, pair.Rig.Time).RunAsync(false, null, default));
        Assert.Equal(1, all.Different);
    }

    [Fact]
    public async Task Times_and_spans_that_are_finer_than_a_record_tells_apart_are_no_difference()
    {
        var odd = TimeSpan.FromTicks(7);
        var pair = new ReplicaPair();
        pair.Rig.Time.Advance(odd);
        pair.Rig.Options.IdleTimeout = TimeSpan.FromMinutes(10) + odd;
        var replica = new PrimaryStore("written", new SwappingRecords(pair.Rig.Time, remembers: false), new PrimaryStoreTraits(int.MaxValue, false));
        pair.Node = pair.Rig.NewNode(pair.Primary);
        await pair.NewSessionAsync(session => session.SetAsync(Keys.Name, "Ada").AsTask());
        var replicator = pair.NewReplicator(null, replica);
        await replicator.DrainAsync(default);
        Assert.True((await pair.Rig.UntilAsync(new ReplicaCheck(pair.Primary, replica, null, pair.Rig.Time).RunAsync(false, null, default))).IsSame);
    }

    [Fact]
    public async Task Nothing_is_repaired_in_a_store_that_is_no_replica_of_this_primary()
    {
        var pair = new ReplicaPair();
        await pair.Rig.StoreAsync();
        await Assert.ThrowsAsync<ReplicaRefusedException>(() => new ReplicaCheck(pair.Primary, pair.Replica).RunAsync(true, null, default));
    }

    private static CopyStamp Stamp => new(1, new ChangeMark(RecordTime.Forever - 1));

    private static async Task CopyAsync(ReplicaPair pair, SessionCopy copy) => Assert.IsType<CopyOutcome.Copied>(await pair.Replica.CopyAsync(copy, default));

    private static async Task<(bool IsSame, long Sessions)> OfAsync(ReplicaCheck check, bool repairs)
    {
        var result = await check.RunAsync(repairs, null, default);
        return (result.IsSame, result.Sessions);
    }
}
