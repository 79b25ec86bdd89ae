using Tidemark.Graph.Forms;
using Tidemark.Graph.Wire;
using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Forms;

public sealed class FormSkipTests
{
    private const int HeadSize = 10;

    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void A_member_in_the_middle_ends_where_the_next_begins()
    {
        var plan = _serializer.PlanOf<List<string>>();
        var bytes = plan.Encode(["one", "\u4e2d", "three"]);
        var codec = _serializer.PlanOf<string>().Root;
        var position = HeadSize + 2;

        Assert.True(FormSkip.TrySkip(codec, 1, bytes, ref position, new ReadScratch { Scope = plan.Scope }, [], out _));
        Assert.True(FormSkip.TrySkip(codec, 1, bytes, ref position, new ReadScratch { Scope = plan.Scope }, [], out _));

        Assert.Equal(HeadSize + 2 + 4 + 3, position);
    }

    [Fact]
    public void A_deep_graph_says_that_bodies_come_later()
    {
        var first = new LinkedNode(0);
        for (var (i, node) = (1, first); i < 150; i++)
            node = node.Next = new LinkedNode(i);
        var plan = _serializer.PlanOf<LinkedNode>();
        var bytes = plan.Encode(first);
        var position = HeadSize;

        Assert.True(FormSkip.TrySkip(plan.Root, 1, bytes, ref position, new ReadScratch { Scope = plan.Scope }, [], out var met));

        Assert.Equal(new SkipMet { Tracked = 65, PutOff = 1 }, met);
        Assert.InRange(position, HeadSize, bytes.Length - 1);
    }

    [Fact]
    public void References_and_named_types_are_told()
    {
        var payment = new CardPayment { LastDigits = "1234" };
        var order = new Order { Payment = payment, Anything = payment };
        order.Things.Add(new List<DayOfWeek[]>());
        var plan = new GraphSerializer(new GraphOptions { KnownTypes = { typeof(DayOfWeek) } }).PlanOf<Order>();
        var bytes = plan.Encode(order);
        var position = HeadSize;

        Assert.True(FormSkip.TrySkip(plan.Root, 1, bytes, ref position, new ReadScratch { Scope = plan.Scope }, [], out var met));

        Assert.Equal(bytes.Length, position);
        Assert.Equal(new SkipMet { Tracked = 4, NamedTypes = 2, HasBackReference = true }, met);
    }

    [Fact]
    public void A_type_named_before_must_be_handed_in()
    {
        var plan = _serializer.PlanOf<List<object>>();
        var bytes = plan.Encode([1, 2]);
        var position = HeadSize + 2;
        List<Graph.Codecs.Codec> types = [];
        var slot = _serializer.PlanOf<object>().Root;

        Assert.True(FormSkip.TrySkip(slot, 1, bytes, ref position, new ReadScratch { Scope = plan.Scope }, types, out _));
        var second = position;
        Assert.False(FormSkip.TrySkip(slot, 1, bytes, ref second, new ReadScratch { Scope = plan.Scope }, [], out _));
        Assert.True(FormSkip.TrySkip(slot, 1, bytes, ref position, new ReadScratch { Scope = plan.Scope }, types, out _));

        Assert.Equal(bytes.Length, position);
    }

    [Fact]
    public void Damaged_payloads_are_skipped_or_answered_with_false()
    {
        var random = new Random(Environment.TickCount);
        var order = new Order { Payment = new InvoicePayment(new Money(5, "EUR"), new Address("Elm", 1)), Anything = 42 };
        order.Things.AddRange(["text", null, 7, new object(), new List<int> { 1, 2 }, order.Payment, order]);
        var plan = _serializer.PlanOf<Order>();
        var bytes = plan.Encode(order);
        for (var i = 0; i < 50_000; i++)
        {
            var damaged = Hostile.Mutation.Of(bytes, bytes, random);
            var position = Math.Min(HeadSize, damaged.Length);
            if (FormSkip.TrySkip(plan.Root, 1, damaged, ref position, new ReadScratch { Scope = plan.Scope }, [], out _))
                Assert.InRange(position, HeadSize, damaged.Length);
        }
    }
}
