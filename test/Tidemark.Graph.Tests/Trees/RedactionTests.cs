using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Tests.Golden;
using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>What is taken out, and what is left: small cases of what generated graphs find only now and then.</summary>
public sealed class RedactionTests
{
    private readonly GraphSerializer _serializer = new(new GraphOptions { KnownTypes = { typeof(Card) } });

    public static TheoryData<string> GoldenNames => GoldenFileTests.Names;

    [Fact]
    public void A_member_of_the_root_is_taken_out_and_all_else_stays()
    {
        var left = Left(Cart.WithLines(3), "Customer");

        Assert.Null(left.Customer);
        Assert.Equal(["SKU-0000", "SKU-0001", "SKU-0002"], left.Lines.Select(line => line.Sku));
    }

    [Fact]
    public void A_member_of_each_element_is_named_without_an_index()
    {
        Assert.All(Left(Cart.WithLines(3), "Lines.Price").Lines, line => Assert.Equal((0m, true), (line.Price, line.Quantity > 0)));
        Assert.All(Left(Cart.WithLines(3).Lines, "Sku"), line => Assert.Null(line.Sku));
        Assert.All(Left(Cart.WithLines(3).Lines.ToArray(), "Sku"), line => Assert.Null(line.Sku));
        Assert.All(Left(new Collection<CartLine>(Cart.WithLines(3).Lines), "Sku"), line => Assert.Null(line.Sku));
        Assert.All(Left(Cart.WithLines(3).Lines.ToImmutableList(), "Sku"), line => Assert.Null(line.Sku));
        Assert.All(Left(Cart.WithLines(3).Lines.ToDictionary(line => line.Sku), "Sku").Values, line => Assert.Null(line.Sku));
        Assert.Null(Left(new PriorityQueue<Card, int>([(new Card("1", "Ada"), 7)]), "Number").Peek().Number);
        Assert.Equal(new Card(null, "Ada"), Left(new Cards { One = new("1", "Ada") }, "_row.Number").One);
    }

    [Fact]
    public void A_member_of_a_name_is_taken_out_wherever_it_is()
    {
        var wallet = new Wallet
        {
            Main = new Card("1", "Ada"),
            Anything = new List<object> { new Card("2", "Bob"), 5 },
            Struct = (new Card("3", "Eve"), 7),
            Inner = new Wallet { Main = new Card("4", "Ada") },
        };

        var left = Left(wallet, "*.Number");

        Card?[] cards = [left.Main, (Card)((List<object>)left.Anything!)[0], left.Struct.Card, left.Inner!.Main];
        Assert.All(cards, card => Assert.Null(card!.Number));
        Assert.Equal(["Ada", "Bob", "Eve", "Ada"], cards.Select(card => card!.Owner));
        Assert.Equal(7, left.Struct.Count);
    }

    [Fact]
    public void All_members_of_an_object_are_taken_out_and_the_object_stays() =>
        Assert.Equal(new Card(null, null), Left(new Wallet { Main = new Card("1", "Ada") }, "Main.*").Main);

    [Fact]
    public void Paths_are_taken_together()
    {
        var left = Left(new Wallet { Main = new Card("1", "Ada"), Anything = 5, Struct = (null!, 7) }, "Main", "Anything");

        Assert.Equal((null, null, 7), (left.Main, left.Anything, left.Struct.Count));
    }

    [Theory]
    [MemberData(nameof(GoldenNames))]
    public void What_is_left_of_every_sort_of_member_is_what_its_types_would_write(string name)
    {
        var golden = GoldenGraphs.All.Single(golden => golden.Name == name);
        var members = golden.Schema.Scope.Definitions.Values.SelectMany(definition => definition.Members).Select(member => member.Name);
        foreach (var path in members.Where(name => name[0] != '[').Select(name => $"*.{name}").Append("*").Distinct())
        {
            var left = GraphRedaction.Of(golden.Encode(), golden.Schema, new GraphMemberPaths(path)).Payload.ToArray();
            Assert.Equal((path, Convert.ToHexString(left)), (path, Convert.ToHexString(golden.DecodeAndEncode(left))));
        }
    }

    [Fact]
    public void An_instance_that_is_referred_to_elsewhere_is_whole_there()
    {
        var node = new LinkedNode(2) { Next = new LinkedNode(3) };
        node.Previous = node;

        var left = Left(new Trio { First = node, Second = new LinkedNode(1) { Next = node }, Third = node }, "First");

        Assert.Null(left.First);
        Assert.Same(left.Third, left.Second!.Next);
        Assert.Same(left.Third, left.Third!.Previous);
        Assert.Equal((2, 3), (left.Third.Number, left.Third.Next!.Number));
    }

    [Fact]
    public void An_instance_that_moves_to_a_slot_of_a_base_type_gets_the_name_of_its_type_there()
    {
        var account = new Account { Owner = "Ada" };

        var left = Left(new Vault { Exact = account, Any = account, More = [account] }, "Exact");

        Assert.Null(left.Exact);
        Assert.Equal("Ada", Assert.IsType<Account>(left.Any).Owner);
        Assert.Same(left.Any, left.More[0]);
    }

    [Fact]
    public void A_member_of_a_shared_instance_is_gone_wherever_that_stands()
    {
        var node = new LinkedNode(2);

        var left = Left(new Trio { First = node, Second = node }, "First.Number");

        Assert.Same(left.First, left.Second);
        Assert.Equal(0, left.Second!.Number);
    }

    [Fact]
    public void Members_in_keys_stay_and_the_path_is_told()
    {
        var (one, other) = (new Card("1", "Ada"), new Card("2", "Ada"));
        Kept(new Dictionary<Card, Card> { [one] = new("3", "Eve"), [other] = new("4", "Eve") }, left => left.Keys.Zip(left.Values));
        Kept(new HashSet<Card> { one, other }, left => left.Select(card => (card, new Card(null, "Eve"))));
        Kept(
            new PriorityQueue<Card, Rank>([(new("3", "Eve"), new Rank { Number = "1" })]),
            left => left.UnorderedItems.Select(item => (new Card(item.Priority.Number, null), item.Element)));

        void Kept<T>(T graph, Func<T, IEnumerable<(Card Key, Card Value)>> entries)
        {
            var plan = _serializer.PlanOf<T>();
            var redaction = GraphRedaction.Of(plan.Encode(graph), plan.Schema, new GraphMemberPaths("*.Nothing", "*.Number"));
            Assert.Equal(["*.Number"], redaction.KeptInKeys);
            var left = entries(plan.Decode(redaction.Payload.Span)).ToArray();
            Assert.NotEmpty(left);
            Assert.All(left, entry => Assert.Equal((true, null), (entry.Key.Number is not null, entry.Value.Number)));
        }
    }

    [Fact]
    public void What_is_taken_out_elsewhere_is_not_told_of_a_key()
    {
        var node = new LinkedNode(2);
        var plan = _serializer.PlanOf<Dictionary<LinkedNode, LinkedNode>>();

        var redaction = GraphRedaction.Of(plan.Encode(new() { [node] = node }), plan.Schema, new GraphMemberPaths("*.Number"));

        Assert.Empty(redaction.KeptInKeys);
        Assert.Equal(0, plan.Decode(redaction.Payload.Span).Single().Key.Number);
    }

    [Theory]
    [InlineData("*.Nothing")]
    [InlineData("Lines.Customer")]
    [InlineData("Coupon")]
    public void If_nothing_of_it_is_there_the_answer_is_the_memory_that_was_given(string path)
    {
        var plan = _serializer.PlanOf<Cart>();
        ReadOnlyMemory<byte> payload = plan.Encode(Cart.WithLines(2));

        var redaction = GraphRedaction.Of(payload, plan.Schema, new GraphMemberPaths(path));

        Assert.True(redaction.IsWhole);
        Assert.True(redaction.Payload.Equals(payload));
    }

    [Fact]
    public void A_payload_of_another_schema_is_refused_though_this_one_has_no_such_member() => Assert.Throws<GraphFormatException>(() => GraphRedaction.Of(
        _serializer.PlanOf<Wallet>().Encode(new Wallet()), _serializer.PlanOf<Cart>().Schema, new GraphMemberPaths("*.Inner")));

    [Fact]
    public void Long_chains_of_nodes_keep_their_links()
    {
        var first = new LinkedNode(1);
        var last = first;
        for (var i = 0; i < 100_000; i++)
            last = last.Next = new LinkedNode(1) { Previous = last };

        var left = Left(new Trio { First = last, Second = first }, "First", "*.Number");

        Assert.Null(left.First);
        var (count, sum) = (0, 0);
        for (var node = left.Second!; node.Next is { } next; node = next, count++)
        {
            Assert.Same(node, next.Previous);
            sum += node.Number;
        }

        Assert.Equal((100_000, 0), (count, sum));
    }

    private T Left<T>(T graph, params string[] paths)
    {
        var plan = _serializer.PlanOf<T>();
        var schema = GraphSchema.Parse(plan.Schema.Bytes.Span);
        return plan.Decode(GraphRedaction.Of(plan.Encode(graph), schema, new GraphMemberPaths(paths)).Payload.Span);
    }

    private sealed record Card(string? Number, string? Owner);

    private sealed class Rank : IComparable<Rank>
    {
        public string Number { get; set; } = "";

        public int CompareTo(Rank? other) => string.CompareOrdinal(Number, other?.Number);
    }

    [InlineArray(2)]
    private struct Row
    {
        private Card _first;
    }

    private sealed class Cards
    {
        private Row _row;

        public Card One
        {
            get => _row[0];
            set => _row[0] = value;
        }

    }

    private sealed class Wallet
    {
        public Card? Main { get; set; }

        public object? Anything { get; set; }

        public (Card Card, int Count) Struct { get; set; }

        public Wallet? Inner { get; set; }
    }

    private sealed class Trio
    {
        public LinkedNode? First { get; set; }

        public LinkedNode? Second { get; set; }

        public LinkedNode? Third { get; set; }
    }

    private sealed class Account
    {
        public string? Owner { get; set; }
    }

    private sealed class Vault
    {
        public Account? Exact { get; set; }

        public object? Any { get; set; }

        public List<object> More { get; set; } = [];
    }
}
