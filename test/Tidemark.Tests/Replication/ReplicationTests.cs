using Tidemark.Graph;
using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Replication;

public sealed class ReplicationTests
{
    private static readonly SessionKey<Dictionary<string, int>> Stock = new("stock");

    public static TheoryData<ReplicaComparison> Comparisons => [ReplicaComparison.ObjectGraph, ReplicaComparison.Binary];

    [Theory]
    [MemberData(nameof(Comparisons))]
    public async Task A_replica_comes_to_have_what_the_primary_has(ReplicaComparison comparison)
    {
        var pair = new ReplicaPair(options => options.Rules.Comparison = comparison);
        var old = await pair.Rig.StoreAsync();
        await pair.DrainAsync();
        await pair.AssertSameAsync();

        await pair.ChangeAsync(old, async session =>
        {
            (await session.GetAsync(Keys.Cart))!.Lines[1].Quantity = 7;
            await session.RemoveAsync(Keys.Wizard.Name);
        });
        await pair.NewSessionAsync(session => session.SetAsync(Keys.Name, "Eve").AsTask());
        await pair.DrainAsync();
        await pair.AssertSameAsync();
        Assert.Equal(7, (await pair.ReplicatedAsync(old, Keys.Cart))!.Lines[1].Quantity);
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public async Task One_field_changed_in_a_session_of_a_hundred_kilobytes_costs_at_most_400_bytes(ReplicaComparison comparison)
    {
        var pair = new ReplicaPair(options => options.Rules.Comparison = comparison);
        var id = await pair.NewSessionAsync(session => session.SetAsync(Book.Key, Book.Of(1400)).AsTask());
        Assert.InRange(await pair.CostAsync(), 100_000, 200_000);

        await pair.ChangeAsync(id, async session => (await session.GetAsync(Book.Key))!.Opened = 5);
        Assert.InRange(await pair.CostAsync(), 1, 400);
        await pair.AssertSameAsync();
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public async Task What_was_changed_and_changed_back_before_it_was_sent_costs_no_bytes_of_the_attribute(ReplicaComparison comparison)
    {
        var pair = new ReplicaPair(options => options.Rules.Comparison = comparison);
        var id = await pair.NewSessionAsync(session => session.SetAsync(Book.Key, Book.Of(1400)).AsTask());
        await pair.DrainAsync();
        var changes = new List<ReplicatedChange>();
        pair.Options.Observer = changes.Add;
        foreach (var opened in new[] { 5, 0 })
            await pair.ChangeAsync(id, async session => (await session.GetAsync(Book.Key))!.Opened = opened);

        Assert.InRange(await pair.CostAsync(), 1, 300);
        Assert.Empty(changes);
        var image = await pair.Replica.ReadImageAsync(pair.Rig.KeyOf(id), StateVersion.None, default);
        Assert.Equal(3, image.Record!.Version.Number);
        Assert.Empty(Assert.Single(image.Changed).Patches);
        await pair.AssertSameAsync();
    }

    [Fact]
    public async Task A_dictionary_in_another_order_costs_nothing_as_an_object_graph_and_goes_on_from_there()
    {
        var pair = new ReplicaPair();
        var plan = new GraphSerializer().PlanOf<Dictionary<string, int>>();
        var one = plan.Encode(new Dictionary<string, int> { ["apple"] = 1, ["pear"] = 2, ["plum"] = 3 });
        var other = plan.Encode(new Dictionary<string, int> { ["plum"] = 3, ["apple"] = 1, ["pear"] = 2 });
        Assert.NotEqual(one, other);
        var id = await pair.NewSessionAsync(session => session.SetAsync(Stock, plan.Decode(one)).AsTask());
        await pair.DrainAsync();

        await CommitAsync(pair, id, new WholeValue(Stock.Name, other));
        await pair.DrainAsync();
        var key = pair.Rig.KeyOf(id);
        Assert.Equal(one, ReplicaPair.Described(await pair.Replica.ReadImageAsync(key, StateVersion.None, default))[Stock.Name]);
        Assert.Equal(2, (await pair.Replica.ReadImageAsync(key, null, default)).Record!.Version.Number);

        await pair.ChangeAsync(id, async session => (await session.GetAsync(Stock))!["fig"] = 4);
        await pair.DrainAsync();
        Assert.Equal(4, (await pair.ReplicatedAsync(id, Stock))!["fig"]);
        await pair.AssertSameAsync();
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public async Task After_an_outage_each_session_is_sent_once_and_less_than_a_tenth_of_its_bytes(ReplicaComparison comparison)
    {
        const int Sessions = 500;
        const int Commits = 10_000;
        var pair = new ReplicaPair(options => options.Rules.Comparison = comparison);
        var ids = new List<SessionId>();
        for (var session = 0; session < Sessions; session++)
            ids.Add(await pair.NewSessionAsync(fresh => fresh.SetAsync(Book.Key, Book.Of(140)).AsTask()));
        await pair.DrainAsync();
        var (before, seed) = (pair.Replicator.Status, new Random(14));
        for (var commit = 0; commit < Commits; commit++)
        {
            await pair.ChangeAsync(ids[commit % Sessions], async session =>
            {
                var book = (await session.GetAsync(Book.Key))!;
                book.Opened++;
                book.Pages[seed.Next(3)] = $"page {commit}";
            });
        }

        // Another replicator, which knows nothing of the replica.
        var next = pair.NewReplicator();
        await next.DrainAsync(CancellationToken.None);
        Assert.Equal(Sessions, next.Status.Records);
        Assert.True(next.Status.Bytes * 10 < next.Status.WholeBytes, $"{next.Status.Bytes} of {next.Status.WholeBytes} bytes were sent.");
        Assert.Equal(Sessions, before.Records);
        await pair.AssertSameAsync();
    }

    [Fact]
    public async Task One_change_since_the_last_look_is_forwarded_as_the_node_made_it()
    {
        var pair = new ReplicaPair();
        var id = await pair.NewSessionAsync(session => session.SetAsync(Book.Key, Book.Of(1400)).AsTask());
        await pair.DrainAsync();
        await pair.ChangeAsync(id, async session => (await session.GetAsync(Book.Key))!.Pages.Insert(700, "a new page"));
        await pair.DrainAsync();

        var key = pair.Rig.KeyOf(id);
        var sent = Assert.Single((await pair.Primary.ReadImageAsync(key, StateVersion.None, default)).Changed[0].Patches);
        var got = Assert.Single((await pair.Replica.ReadImageAsync(key, StateVersion.None, default)).Changed[0].Patches);
        Assert.Equal(sent.Bytes.ToArray(), got.Bytes.ToArray());
        Assert.Equal((sent.Version, sent.On), (got.Version, got.On));
    }

    [Fact]
    public async Task Who_listens_is_told_the_paths_of_what_differs_and_no_session_can_be_opened_by_what_he_is_told()
    {
        var pair = new ReplicaPair();
        var id = await pair.Rig.StoreAsync();
        await pair.DrainAsync();
        var changes = new List<ReplicatedChange>();
        pair.Options.Observer = changes.Add;
        await pair.ChangeAsync(id, async session =>
        {
            (await session.GetAsync(Keys.Cart))!.Lines[1].Quantity = 7;
            await session.RemoveAsync(Keys.Wizard.Name);
            await session.SetAsync(Keys.Count, 3);
        });
        await pair.DrainAsync();

        Assert.Equal(
            [("cart", ReplicatedChangeKind.Changed), ("count", ReplicatedChangeKind.Added), ("wizard", ReplicatedChangeKind.Removed)],
            changes.Select(change => (change.Attribute, change.Kind)).Order());
        Assert.Equal(["Lines[1].Quantity"], changes.Single(change => change.Attribute == "cart").Paths);
        Assert.All(changes, change => Assert.Equal((pair.Rig.KeyOf(id).ToString(), 2), (change.Session, change.Version.Number)));
        Assert.All(changes, change => Assert.DoesNotContain(change.Session, id.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_is_withheld_never_comes_and_goes_if_it_was_there_before()
    {
        var pair = new ReplicaPair();
        var id = await pair.Rig.StoreAsync();
        await pair.DrainAsync();
        Assert.NotNull(await pair.ReplicatedAsync(id, Keys.Name));

        pair.Options.Rules.Withhold("na*").Withhold("secret");
        var next = pair.NewReplicator();
        await pair.ChangeAsync(id, async session =>
        {
            await session.SetAsync(Keys.Name, "Eve");
            await session.SetAsync(new SessionKey<string>("secret"), "hush");
            await session.SetAsync(Keys.Count, 3);
        });
        await next.DrainAsync(CancellationToken.None);

        Assert.Equal(["cart", "count", "wizard"], (await pair.Replica.ReadImageAsync(pair.Rig.KeyOf(id), StateVersion.None, default)).Changed
            .Select(attribute => attribute.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["na*", "secret"], (await pair.Replica.ReadStandingAsync(default)).Withheld);
        await pair.PromoteAsync();
        await using var session = await pair.Rig.NewNode(pair.Replica).OpenAsync(id, SessionAccess.ReadOnly);
        Assert.Null(session!.Read(Keys.Name));
        Assert.Equal(3, session.Read(Keys.Count));
    }

    [Fact]
    public async Task Sessions_that_end_go_from_the_replica_also_those_that_ended_while_nobody_followed_for_days()
    {
        var pair = new ReplicaPair();
        var soon = await pair.Rig.StoreAsync();
        var late = await pair.Rig.StoreAsync();
        var stays = await pair.Rig.StoreAsync();
        await pair.DrainAsync();
        await pair.Primary.EndAsync(pair.Rig.KeyOf(soon), EndReason.Revoked, default);
        await pair.DrainAsync();
        Assert.Null((await pair.Replica.ReadImageAsync(pair.Rig.KeyOf(soon), null, default)).Record);

        await pair.Primary.EndAsync(pair.Rig.KeyOf(late), EndReason.Revoked, default);
        for (var hour = 0; hour < 60; hour++)
        {
            pair.Rig.Time.Advance(TimeSpan.FromHours(1));
            await pair.Primary.TouchAsync([new SessionUse(pair.Rig.KeyOf(stays), TimeSpan.Zero)], default);
            await pair.Primary.SweepAsync(1000, default);
        }

        await pair.DrainAsync();
        Assert.Null((await pair.Replica.ReadImageAsync(pair.Rig.KeyOf(late), null, default)).Record);
        await pair.AssertSameAsync();
    }

    [Fact]
    public async Task A_primary_that_lost_its_last_commits_is_followed_into_its_new_history()
    {
        var pair = new ReplicaPair();
        var id = await pair.Rig.StoreAsync();
        var key = pair.Rig.KeyOf(id);
        var before = await pair.Primary.ReadImageAsync(key, StateVersion.None, default);
        await pair.ChangeAsync(id, async session => (await session.GetAsync(Keys.Cart))!.Lines[1].Quantity = 7);
        await pair.ChangeAsync(id, async session => await session.SetAsync(Keys.Name, "Eve"));
        await pair.DrainAsync();

        // What a fail-over leaves: the session as it was, which then goes its own way to the very version that the replica has.
        var other = await RestoredAsync(pair, key, before);
        var rewritten = pair.NewReplicator(other);
        await rewritten.DrainAsync(CancellationToken.None);

        var (there, here) = (await other.ReadImageAsync(key, StateVersion.None, default), await pair.Replica.ReadImageAsync(key, StateVersion.None, default));
        Assert.Equal(HistoryPoint.Of(there.Record!), HistoryPoint.Of(here.Record!));
        Assert.Equal(ReplicaPair.Described(there), ReplicaPair.Described(here));
    }

    [Fact]
    public async Task An_attribute_that_cannot_be_read_in_the_primary_keeps_its_last_value_and_holds_up_nothing()
    {
        var pair = new ReplicaPair();
        var id = await pair.NewSessionAsync(session => session.SetAsync(Book.Key, Book.Of(200)).AsTask());
        await pair.DrainAsync();
        await CommitAsync(
            pair, id, new PatchedValue(Book.Key.Name, new byte[] { 1, 2, 3 }, new StateVersion(1), await LengthAsync(pair, id), 17), new WholeValue("n", new byte[] { 1 }));
        await pair.DrainAsync();

        var values = ReplicaPair.Described(await pair.Replica.ReadImageAsync(pair.Rig.KeyOf(id), StateVersion.None, default));
        Assert.Equal([1], values["n"]);
        Assert.Equal("page 7", new GraphSerializer().PlanOf<Book>().Decode(values[Book.Key.Name]).Pages[7][..6]);
        Assert.Equal(1, pair.Replicator.Status.Unreadable);
    }

    private static async Task<int> LengthAsync(ReplicaPair pair, SessionId id) =>
        (await pair.Primary.ReadImageAsync(pair.Rig.KeyOf(id), null, default)).Record!.Chains.Find(Book.Key.Name)!.Value.End.Length;

    private static async Task CommitAsync(ReplicaPair pair, SessionId id, params Difference[] differences)
    {
        var (key, node) = (pair.Rig.KeyOf(id), NodeId.New());
        await pair.Primary.BeatAsync(pair.Node.Node, TimeSpan.Zero, default);
        pair.Node = pair.Rig.NewNode();
        var granted = Assert.IsType<AcquireOutcome.Granted>(await pair.Primary.AcquireAsync(new AcquireRequest(key, node, StateVersion.None, "test"), default));
        Assert.IsType<CommitOutcome.Committed>(await pair.Primary.CommitAsync(
            new CommitRequest(
                key, node, granted.Token, granted.State.Version, CommitId.New(), differences, granted.State.Lifetime, AfterCommit.Release, "test"),
            default));
    }

    private static async Task<MemoryStore> RestoredAsync(ReplicaPair pair, StateKey key, SessionImage before)
    {
        var restored = new MemoryStore(pair.Rig.Time);
        await restored.TrySetStandingAsync(new StoreStanding(StoreRole.Replica, 1, default), default);
        AttributeCopy[] values = [.. ReplicaPair.Described(before).Select(value => new AttributeCopy(
            new WholeValue(value.Key, value.Value), before.Record!.Chains.Find(value.Key)!.Value.End.Version))];
        Assert.IsType<CopyOutcome.Copied>(await restored.CopyAsync(new SessionCopy(key, new CopyStamp(1, new ChangeMark(1)), null, before.Record, values), default));
        await restored.TrySetStandingAsync(new StoreStanding(StoreRole.Primary, 2, default), default);
        var node = NodeId.New();
        var token = Assert.IsType<AcquireOutcome.Granted>(await restored.AcquireAsync(new AcquireRequest(key, node, StateVersion.None, "test"), default)).Token;
        for (var version = 1; version <= 2; version++)
        {
            Assert.IsType<CommitOutcome.Committed>(await restored.CommitAsync(
                new CommitRequest(
                    key, node, token, new StateVersion(version), CommitId.New(), [new WholeValue(Keys.Wizard.Name, new byte[] { (byte)version })],
                    before.Record!.Lifetime, AfterCommit.Keep, "test"),
                default));
        }

        return restored;
    }
}
