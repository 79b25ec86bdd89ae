using System.Collections.Immutable;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Shapes;

public sealed class RefusalTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void An_event_with_subscribers_is_refused_by_path()
    {
        var plan = _serializer.PlanOf<Page<Observed>>();
        var page = new Page<Observed>(new Observed());
        page.First.Changed += (_, _) => { };

        var refused = Assert.Throws<GraphException>(() => plan.Encode(page));

        Assert.Equal("_first.Changed", refused.Path);
        Assert.StartsWith("At Page<Observed>._first.Changed: A delegate is code, not state.", refused.Message);
        Assert.Contains("[field: SessionIgnore]", refused.Message);
    }

    [Fact]
    public void An_unregistered_derived_type_is_refused_by_path_with_the_remedy()
    {
        var plan = _serializer.PlanOf<List<Order>>();
        List<Order> orders = [new(), new() { Payment = new CashPayment() }];

        var refused = Assert.Throws<GraphException>(() => plan.Encode(orders));

        Assert.Equal("[1].Payment", refused.Path);
        Assert.StartsWith("At List<Order>[1].Payment: CashPayment cannot be session state", refused.Message);
        Assert.Contains("[SessionDerivedType(typeof(CashPayment))]", refused.Message);
        Assert.Contains("GraphOptions.KnownTypes", refused.Message);
    }

    [Fact]
    public void A_default_array_on_the_way_does_not_hide_the_path()
    {
        var plan = _serializer.PlanOf<Shelf>();

        var refused = Assert.Throws<GraphException>(() => plan.Encode(new Shelf { Order = { Anything = new CashPayment() } }));

        Assert.Equal("Order.Anything", refused.Path);
    }

    [Fact]
    public void A_registered_derived_type_is_accepted()
    {
        var options = new GraphOptions();
        options.KnownTypes.Add(typeof(CashPayment));
        var plan = new GraphSerializer(options).PlanOf<Order>();

        var copy = plan.Decode(plan.Encode(new Order { Payment = new CashPayment { Amount = new Money(3, "EUR") } }));

        Assert.Equal(3, Assert.IsType<CashPayment>(copy.Payment).Amount.Amount);
    }

    [Fact]
    public void An_iterator_in_an_interface_slot_is_refused_with_the_remedy()
    {
        var plan = _serializer.PlanOf<Order>();
        var order = new Order { Anything = Enumerable.Range(0, 3).Where(number => number > 1) };

        var refused = Assert.Throws<GraphException>(() => plan.Encode(order));

        Assert.Equal("Anything", refused.Path);
    }

    [Theory]
    [InlineData(typeof(MemoryStream), "stream")]
    [InlineData(typeof(Stream), "stream")]
    [InlineData(typeof(Task<int>), "Await it")]
    [InlineData(typeof(nint), "pointer")]
    [InlineData(typeof(Thread), "thread")]
    [InlineData(typeof(Microsoft.Win32.SafeHandles.SafeFileHandle), "handle")]
    [InlineData(typeof(CancellationToken), "work under way")]
    [InlineData(typeof(Type), "stored names")]
    [InlineData(typeof(HttpClient), "private to the framework")]
    [InlineData(typeof(InvalidOperationException), "exception")]
    public void A_type_that_cannot_be_state_is_refused_by_the_path_of_its_member(Type type, string reason)
    {
        var refused = Assert.Throws<GraphException>(() => Plan(typeof(Holder<>).MakeGenericType(type)));

        Assert.Equal("Nested.Value", refused.Path);
        Assert.Contains(reason, refused.Message);
        Assert.Contains($"{Refused.NameOf(type)} cannot be session state", refused.Message);
    }

    [Fact]
    public void A_refused_type_is_refused_again_and_spoils_no_other()
    {
        Assert.Throws<GraphException>(() => _serializer.PlanOf<Holder<Stream>>());
        Assert.Throws<GraphException>(() => _serializer.PlanOf<Holder<Stream>>());

        Assert.NotNull(_serializer.PlanOf<Holder<string>>());
    }

    [Fact]
    public void Nothing_is_written_of_a_refused_graph()
    {
        var plan = _serializer.PlanOf<Order>();
        var output = new System.Buffers.ArrayBufferWriter<byte>();

        Assert.Throws<GraphException>(() => plan.Encode(new Order { Anything = new CashPayment() }, output));

        Assert.Equal(0, output.WrittenCount);
    }

    private void Plan(Type type)
    {
        try
        {
            typeof(GraphSerializer).GetMethod(nameof(GraphSerializer.PlanOf))!.MakeGenericMethod(type).Invoke(_serializer, null);
        }
        catch (System.Reflection.TargetInvocationException wrapped)
        {
            throw wrapped.InnerException!;
        }
    }

    public sealed class Shelf
    {
        public ImmutableArray<int> Numbers { get; set; }

        public ArraySegment<int> Part { get; set; }

        public Order Order { get; } = new();
    }

    public sealed class Holder<T>
    {
        public Inner Nested { get; set; } = new();

        public sealed class Inner
        {
            public T? Value { get; set; }
        }
    }
}
