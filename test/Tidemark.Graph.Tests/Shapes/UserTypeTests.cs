using System.Collections;
using System.Collections.Specialized;
using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Shapes;

public sealed class UserTypeTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void Private_inherited_and_captured_fields_are_state()
    {
        var customer = new Customer("Ada", "gold") { Home = new Address("High Street", 3) { Addition = "b" } };
        customer.VisitBoth();
        customer.VisitBoth();

        var copy = RoundTrip(customer);

        Assert.Equal(customer.Id, copy.Id);
        Assert.Equal(2, copy.Visits);
        Assert.Equal(102, copy.OwnVisits);
        Assert.Equal("gold", copy.Segment);
        Assert.Equal(customer.Home, copy.Home);
    }

    [Fact]
    public void A_change_in_a_private_field_of_a_base_class_is_seen()
    {
        var plan = _serializer.PlanOf<Customer>();
        var customer = new Customer("Ada", "gold") { Home = new Address("High Street", 3) };
        var baseline = plan.Encode(customer);

        customer.Visit();

        Assert.Equal("_visits", plan.Compare(customer, baseline).FirstDifference);
    }

    [Fact]
    public void Structs_and_generics_are_taken_by_their_fields()
    {
        var page = new Page<Money>(new Money(1.50m, "EUR")) { Box = new Box<Money> { Content = new Money(-7, "USD"), Count = 4 } };

        var copy = RoundTrip(page);

        Assert.Equal(page.First, copy.First);
        Assert.Equal(page.Box, copy.Box);
    }

    [Fact]
    public void A_registered_generic_type_may_stand_in_a_slot_of_object()
    {
        var options = new GraphOptions();
        options.KnownTypes.Add(typeof(Page<Money>));
        var plan = new GraphSerializer(options).PlanOf<Order>();
        var order = new Order { Anything = new Page<Money>(new Money(2, "EUR")) };
        order.Things.Add(new List<Page<Money>[]> { new[] { new Page<Money>(new Money(3, "EUR")) } });

        var copy = plan.Decode(plan.Encode(order));

        Assert.Equal(2, Assert.IsType<Page<Money>>(copy.Anything).First.Amount);
        Assert.Equal(3, Assert.IsType<List<Page<Money>[]>>(Assert.Single(copy.Things))[0][0].First.Amount);
    }

    [Fact]
    public void Collections_of_objects_may_stand_in_a_slot_of_object()
    {
        var order = new Order { Anything = new ArrayList { 1, "two" } };
        order.Things.Add(new Hashtable { [3] = "three" });
        order.Things.Add(new NameValueCollection { ["four"] = "4" });

        var copy = RoundTrip(order);

        Assert.Equal([1, "two"], Assert.IsType<ArrayList>(copy.Anything).Cast<object>());
        Assert.Equal("three", Assert.IsType<Hashtable>(copy.Things[0])[3]);
        Assert.Equal("4", Assert.IsType<NameValueCollection>(copy.Things[1])["four"]);
    }

    [Fact]
    public void Slots_of_interfaces_and_objects_keep_the_type_of_the_instance()
    {
        var order = new Order { Payment = new InvoicePayment(new Money(5, "EUR"), new Address("Elm", 1)), Anything = 42 };
        order.Things.AddRange(["text", null, 7, new object(), new List<int> { 1, 2 }, order.Payment, order]);

        var copy = RoundTrip(order);

        Assert.Equal(order.Payment, copy.Payment);
        Assert.Equal(42, copy.Anything);
        Assert.Equal("text", copy.Things[0]);
        Assert.Null(copy.Things[1]);
        Assert.Equal(7, copy.Things[2]);
        Assert.Equal(typeof(object), copy.Things[3]!.GetType());
        Assert.Equal([1, 2], Assert.IsType<List<int>>(copy.Things[4]));
        Assert.Equal(copy.Payment, copy.Things[5]);
        Assert.Same(copy, copy.Things[6]);
    }

    [Fact]
    public void Another_type_in_a_slot_is_a_change()
    {
        var plan = _serializer.PlanOf<Order>();
        var order = new Order { Anything = 42 };
        var baseline = plan.Encode(order);

        order.Anything = 42L;

        Assert.Equal("Anything", plan.Compare(order, baseline).FirstDifference);
    }

    [Fact]
    public void Ignored_members_are_not_state()
    {
        var plan = _serializer.PlanOf<Observed>();
        var observed = new Observed { Ignored = 1, Skipped = 2, Kept = 3 };
        observed.Free += (_, _) => { };
        var baseline = plan.Encode(observed);
        var copy = plan.Decode(baseline);

        Assert.Equal((0, 0, 3), (copy.Ignored, copy.Skipped, copy.Kept));
        observed.Ignored = observed.Skipped = 9;
        Assert.True(plan.Compare(observed, baseline).IsSame);
    }

    [Fact]
    public void Floating_point_numbers_are_compared_by_bits()
    {
        var plan = _serializer.PlanOf<Box<double>>();

        Assert.True(plan.Compare(new Box<double> { Content = double.NaN }, plan.Encode(new Box<double> { Content = double.NaN })).IsSame);
        Assert.False(plan.Compare(new Box<double> { Content = 0.0 }, plan.Encode(new Box<double> { Content = -0.0 })).IsSame);
    }

    [Fact]
    public void A_null_root_is_state_too()
    {
        var plan = _serializer.PlanOf<Cart?>();

        Assert.Null(plan.Decode(plan.Encode((Cart?)null)));
        Assert.False(plan.Compare(new Cart(), plan.Encode((Cart?)null)).IsSame);
    }

    private T RoundTrip<T>(T graph)
    {
        var plan = _serializer.PlanOf<T>();
        var bytes = plan.Encode(graph);
        Assert.True(plan.Compare(graph, bytes).IsSame);
        var copy = plan.Decode(bytes);
        Assert.True(plan.Compare(copy, bytes).IsSame);
        return copy;
    }
}
