using System.Text;
using Tidemark.Graph;
using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Replication;

/// <summary>What must not leave the primary: attributes, and members of what is in them.</summary>
public sealed class WithheldTests
{
    private static readonly SessionKey<Order> Order1 = new("order");
    private static readonly SessionKey<Order> Order2 = new("shop.order");
    private static readonly SessionKey<Dictionary<Card, int>> Uses = new("uses");

    public static TheoryData<ReplicaComparison> Comparisons => [ReplicaComparison.ObjectGraph, ReplicaComparison.Binary];

    [Theory]
    [MemberData(nameof(Comparisons))]
    public async Task Members_that_are_withheld_never_come_and_the_rest_does(ReplicaComparison comparison)
    {
        var pair = new ReplicaPair(options => With(options.Rules, comparison, "*.Number", "order.Notes"));
        var id = await pair.NewSessionAsync(async session =>
        {
            await session.SetAsync(Order1, Order.Of("4711 0815"));
            await session.SetAsync(Order2, Order.Of("1234 5678"));
        });
        await pair.DrainAsync();
        await AssertWithoutAsync("secret", "ring twice", null, 1);

        for (var round = 2; round < 40; round++)
        {
            await pair.ChangeAsync(id, async session => (await session.GetAsync(Order1))!.Change(round));
            if (round % 3 == 0)
                await pair.DrainAsync();
        }

        await pair.DrainAsync();
        await AssertWithoutAsync("secret", "ring twice", null, 39);
        Assert.Equal(["*.Number", "order.Notes"], (await pair.Replica.ReadStandingAsync(default)).Withheld);
        Assert.True((await new ReplicaCheck(pair.Primary, pair.Replica, null, pair.Rig.Time).RunAsync(false, null, default)).IsSame);

        async Task AssertWithoutAsync(string owner, string kept, string? notes, int quantity)
        {
            var (one, other) = ((await pair.ReplicatedAsync(id, Order1))!, (await pair.ReplicatedAsync(id, Order2))!);
            Assert.Equal((owner, null, notes, quantity), (one.Card.Owner, one.Card.Number, one.Notes, one.Quantity));
            Assert.Equal((owner, null, kept), (other.Card.Owner, other.Card.Number, other.Notes));
            await AssertNowhereAsync(pair, "4711", "1234");
        }
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public async Task A_change_of_what_is_withheld_costs_no_bytes_of_the_attribute(ReplicaComparison comparison)
    {
        var pair = new ReplicaPair(options => With(options.Rules, comparison, "order.Card.*"));
        var id = await pair.NewSessionAsync(session => session.SetAsync(Order1, Order.Of("4711 0815")).AsTask());
        await pair.DrainAsync();
        var changes = new List<ReplicatedChange>();
        pair.Options.Observer = changes.Add;
        await pair.ChangeAsync(id, async session => (await session.GetAsync(Order1))!.Card.Number = "1234 5678");
        await pair.DrainAsync();
        Assert.Empty(changes);

        await pair.ChangeAsync(id, async session => (await session.GetAsync(Order1))!.Notes = "leave it at the door");
        await pair.DrainAsync();
        Assert.Equal(comparison == ReplicaComparison.ObjectGraph ? ["Notes"] : [], Assert.Single(changes).Paths);
        Assert.Equal("leave it at the door", (await pair.ReplicatedAsync(id, Order1))!.Notes);

        // The primary's own patch would be as short, and is for another value.
        await pair.ChangeAsync(id, async session => (await session.GetAsync(Order1))!.Quantity = 8);
        await pair.DrainAsync();
        Assert.Equal(8, (await pair.ReplicatedAsync(id, Order1))!.Quantity);
    }

    [Theory]
    [InlineData("na*", "name", true)]
    [InlineData("na*", "Name", false)]
    [InlineData("*a*e", "name", true)]
    [InlineData("na?e", "name", false)]
    [InlineData("na?e", "na?e", true)]
    [InlineData(@"na\me", @"na\me", true)]
    [InlineData(@"na\*", @"na\me", true)]
    [InlineData(@"na\*", "na*", false)]
    public void A_rule_means_the_name_that_it_says_and_only_a_star_is_more_than_a_letter(string rule, string attribute, bool isMeant) =>
        Assert.Equal(isMeant, new Withholding([rule]).Withholds(attribute));

    [Fact]
    public void What_is_no_rule_is_refused_by_its_whole_text_with_what_to_do()
    {
        var refused = Assert.Throws<ArgumentException>(() => new ReplicationRules().Withhold("cart.Lines[3].Note"));
        Assert.Contains("'cart.Lines[3].Note' cannot be withheld", refused.Message, StringComparison.Ordinal);
        Assert.Contains("leave the index out", refused.Message, StringComparison.Ordinal);
        Assert.Equal("rule", refused.ParamName);
    }

    [Fact]
    public async Task What_cannot_be_told_apart_is_withheld_as_a_whole()
    {
        var pair = new ReplicaPair(options => options.Rules.Withhold("*.Number"));
        var id = await pair.NewSessionAsync(async session =>
        {
            await session.SetAsync(Uses, new Dictionary<Card, int> { [new Card { Owner = "secret", Number = "4711 0815" }] = 3 });
            await session.SetAsync(Keys.Name, "Eve");
        });
        await pair.DrainAsync();
        var there = ReplicaPair.Described(await pair.Replica.ReadImageAsync(pair.Rig.KeyOf(id), StateVersion.None, default));
        Assert.Equal("name", Assert.Single(there).Key);
    }

    [Fact]
    public async Task A_rule_that_is_added_later_takes_out_what_is_there_also_of_sessions_that_do_not_change_any_more()
    {
        var pair = new ReplicaPair();
        var id = await pair.NewSessionAsync(session => session.SetAsync(Order1, Order.Of("4711 0815")).AsTask());
        await pair.DrainAsync();
        Assert.Equal("4711 0815", (await pair.ReplicatedAsync(id, Order1))!.Card.Number);

        pair.Options.Rules.Withhold("*.Number");
        await pair.NewReplicator().DrainAsync(default);
        Assert.Null((await pair.ReplicatedAsync(id, Order1))!.Card.Number);
        await AssertNowhereAsync(pair, "4711");
    }

    [Fact]
    public async Task A_rule_holds_for_replicators_and_commands_that_do_not_have_it_until_it_is_allowed_again()
    {
        var pair = new ReplicaPair(options => options.Rules.Withhold("order.Card"));
        var id = await pair.NewSessionAsync(session => session.SetAsync(Order1, Order.Of("4711 0815")).AsTask());
        await pair.DrainAsync();

        var unaware = new Replicator(pair.Primary, pair.Replica, null, pair.Rig.Time);
        await pair.ChangeAsync(id, async session => (await session.GetAsync(Order1))!.Change(7));
        await unaware.DrainAsync(default);
        await pair.Rig.UntilAsync(new ReplicaCheck(pair.Primary, pair.Replica, null, pair.Rig.Time).RunAsync(true, null, default));
        Assert.Equal(7, (await pair.ReplicatedAsync(id, Order1))!.Quantity);
        await AssertNowhereAsync(pair, "4711");

        var command = new ReplicaSwitch(pair.Primary, pair.Replica, null, pair.Rig.Time);
        Assert.False(await command.AllowAsync("order", default));
        Assert.True(await command.AllowAsync("order.Card", default));
        await new Replicator(pair.Primary, pair.Replica, null, pair.Rig.Time).DrainAsync(default);
        Assert.Equal("4711 0007", (await pair.ReplicatedAsync(id, Order1))!.Card.Number);
        await pair.AssertSameAsync();
    }

    [Fact]
    public async Task A_running_replicator_hears_of_rules_that_another_one_has_and_goes_through_the_replica_once_that_is_sure_to_be_all()
    {
        var pair = new ReplicaPair();
        var id = await pair.NewSessionAsync(session => session.SetAsync(Order1, Order.Of("4711 0815")).AsTask());
        using var end = new CancellationTokenSource();
        var running = pair.Replicator.RunAsync(end.Token);
        await UntilAsync(pair, async () => await pair.ReplicatedAsync(id, Order1) is not null);

        var standing = await pair.Replica.ReadStandingAsync(default);
        Assert.True(await pair.Replica.TrySetStandingAsync(standing with { Withheld = ["*.Number"], HasOlderCopies = true }, default));
        await UntilAsync(pair, async () => !(await pair.Replica.ReadStandingAsync(default)).HasOlderCopies);
        await AssertNowhereAsync(pair, "4711");
        end.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task What_a_replicator_knew_of_the_replica_before_it_heard_of_a_rule_is_no_base_any_more()
    {
        var pair = new ReplicaPair();
        var id = await pair.NewSessionAsync(session => session.SetAsync(Order1, Order.Of("4711 0815")).AsTask());
        await pair.DrainAsync();
        var options = new ReplicationOptions();
        options.Rules.Withhold("*.Number");
        var other = new Replicator(pair.Primary, pair.Replica, options, pair.Rig.Time);
        await other.DrainAsync(default);
        Assert.True((await pair.Replica.ReadStandingAsync(default)).HasOlderCopies);
        pair.Rig.Time.Advance(options.TakeOver);
        await other.DrainAsync(default);
        Assert.False((await pair.Replica.ReadStandingAsync(default)).HasOlderCopies);

        using var end = new CancellationTokenSource();
        var running = pair.Replicator.RunAsync(end.Token);
        await pair.Rig.UntilAsync(Task.Delay(options.TakeOver, pair.Rig.Time));
        await pair.ChangeAsync(id, async session => (await session.GetAsync(Order1))!.Quantity = 8);
        await UntilAsync(pair, async () => (await pair.ReplicatedAsync(id, Order1))!.Quantity == 8);
        await AssertNowhereAsync(pair, "4711");
        end.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_primary_that_was_promoted_without_members_takes_them_out_of_the_old_one_too_and_no_difference_meets_another_base()
    {
        var pair = new ReplicaPair(options => options.Rules.Withhold("*.Pin"));
        var changed = await pair.NewSessionAsync(session => session.SetAsync(Order1, Order.Of("4711 0815")).AsTask());
        var resting = await pair.NewSessionAsync(session => session.SetAsync(Order1, Order.Of("4711 0815")).AsTask());
        await pair.DrainAsync();
        await pair.PromoteAsync();
        pair.Node = pair.Rig.NewNode(pair.Replica);
        await pair.ChangeAsync(changed, async session => (await session.GetAsync(Order1))!.Quantity = 5);

        // Without any rule: it is the new primary that does not have it.
        await new Replicator(pair.Replica, pair.Primary, new ReplicationOptions { Overwrites = true }, pair.Rig.Time).DrainAsync(default);
        await pair.AssertSameAsync();
        foreach (var id in new[] { changed, resting })
        {
            var image = await pair.Primary.ReadImageAsync(pair.Rig.KeyOf(id), StateVersion.None, default);
            var order = new GraphSerializer().PlanOf<Order>().Decode(ReplicaPair.Described(image)[Order1.Name])!;
            Assert.Equal((0, "4711 0815"), (order.Card.Pin, order.Card.Number));
        }
    }

    [Fact]
    public async Task After_a_change_over_the_old_primary_is_without_it_too_once_it_is_the_replica()
    {
        var pair = new ReplicaPair(options => options.Rules.Withhold("*.Number"));
        var id = await pair.NewSessionAsync(session => session.SetAsync(Order1, Order.Of("4711 0815")).AsTask());
        await pair.DrainAsync();
        await pair.Node.DisposeAsync();
        await pair.Rig.UntilAsync(new ReplicaSwitch(pair.Primary, pair.Replica, pair.Options, pair.Rig.Time).SwitchOverAsync(TimeSpan.FromSeconds(5), default));

        await new Replicator(pair.Replica, pair.Primary, null, pair.Rig.Time).DrainAsync(default);
        await pair.AssertSameAsync();
        var image = await pair.Primary.ReadImageAsync(pair.Rig.KeyOf(id), StateVersion.None, default);
        Assert.Null(new GraphSerializer().PlanOf<Order>().Decode(ReplicaPair.Described(image)[Order1.Name])!.Card.Number);
    }

    private static void With(ReplicationRules rules, ReplicaComparison comparison, params string[] withheld)
    {
        rules.Comparison = comparison;
        foreach (var rule in withheld)
            rules.Withhold(rule);
    }

    private static Task UntilAsync(ReplicaPair pair, Func<Task<bool>> condition)
    {
        return pair.Rig.UntilAsync(LookAsync());

        async Task LookAsync()
        {
            while (!await condition())
                await Task.Delay(TimeSpan.FromMilliseconds(100), pair.Rig.Time);
        }
    }

    private static async Task AssertNowhereAsync(ReplicaPair pair, params string[] secrets)
    {
        await foreach (var page in pair.Replica.WalkAsync(default))
        {
            foreach (var key in page.Where(key => key.Kind == RecordKind.Session))
            {
                var image = await pair.Replica.ReadImageAsync(StateKey.FromBytes(key.Bytes), StateVersion.None, default);
                foreach (var value in ReplicaPair.Described(image).Values)
                    Assert.All(secrets, secret => Assert.Equal(-1, value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret))));
            }
        }
    }

    internal sealed class Order
    {
        public required Card Card { get; set; }

        public string? Notes { get; set; }

        public int Quantity { get; set; }

        public List<string> Log { get; } = [];

        public static Order Of(string number) => new()
        {
            Card = new Card { Owner = "secret", Number = number, Pin = 1234 }, Notes = "ring twice", Quantity = 1,
        };

        public void Change(int round)
        {
            (Quantity, Notes, Card.Number) = (round, $"ring {round} times", $"4711 {round:0000}");
            Log.Insert(Log.Count / 2, $"it was changed in round {round}, which is a multiple of {round % 7}");
        }
    }

    internal sealed record Card
    {
        public string? Owner { get; set; }

        public string? Number { get; set; }

        public int Pin { get; set; }
    }
}
