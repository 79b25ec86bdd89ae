using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests;

public sealed class GraphPlanTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void A_decoded_graph_has_the_state_of_the_encoded_one()
    {
        var plan = _serializer.PlanOf<Cart>();
        var cart = Cart.WithLines(10);
        cart.Coupon = "AUTUMN";

        var copy = plan.Decode(plan.Encode(cart));

        Assert.Equivalent(cart, copy, strict: true);
        Assert.NotSame(cart, copy);
    }

    [Fact]
    public void An_unchanged_graph_compares_as_same_and_allocates_nothing()
    {
        var plan = _serializer.PlanOf<Cart>();
        var cart = Cart.WithLines(200);
        var baseline = plan.Encode(cart);
        Assert.True(plan.Compare(cart, baseline).IsSame);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var same = plan.Compare(cart, baseline).IsSame;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(same);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_changed_member_is_named_by_its_path()
    {
        var plan = _serializer.PlanOf<Cart>();
        var cart = Cart.WithLines(10);
        var baseline = plan.Encode(cart);

        cart.Lines[3].Quantity++;

        Assert.Equal("Lines[3].Quantity", plan.Compare(cart, baseline).FirstDifference);
    }

    [Fact]
    public void Two_references_to_one_instance_stay_two_references_to_one_instance()
    {
        var plan = _serializer.PlanOf<Cart>();
        var cart = Cart.WithLines(3);
        cart.Lines.Add(cart.Lines[1]);

        var copy = plan.Decode(plan.Encode(cart));

        Assert.Same(copy.Lines[1], copy.Lines[3]);
        Assert.NotSame(copy.Lines[0], copy.Lines[1]);
        Assert.True(plan.Compare(cart, plan.Encode(cart)).IsSame);
    }

    [Fact]
    public void A_change_of_sharing_alone_is_a_change()
    {
        var plan = _serializer.PlanOf<Cart>();
        var cart = Cart.WithLines(3);
        var twin = new CartLine { Sku = cart.Lines[0].Sku, Quantity = cart.Lines[0].Quantity, Price = cart.Lines[0].Price, IsGift = true };
        cart.Lines.Add(twin);
        var twins = plan.Encode(cart);

        cart.Lines[3] = cart.Lines[0];
        var shared = plan.Encode(cart);
        Assert.False(plan.Compare(cart, twins).IsSame);

        cart.Lines[3] = twin;
        Assert.False(plan.Compare(cart, shared).IsSame);
        Assert.True(plan.Compare(cart, twins).IsSame);
    }

    [Fact]
    public void Instances_out_of_allocation_order_compare_as_same()
    {
        var plan = _serializer.PlanOf<Cart>();
        var cart = Cart.WithLines(100);
        cart.Lines.Reverse();
        var baseline = plan.Encode(cart);

        Assert.True(plan.Compare(cart, baseline).IsSame);
        cart.Lines[50].Price++;
        Assert.Equal("Lines[50].Price", plan.Compare(cart, baseline).FirstDifference);
    }

    [Fact]
    public void A_list_of_100_000_linked_nodes_needs_no_deep_stack()
    {
        var plan = _serializer.PlanOf<LinkedNode>();
        var first = new LinkedNode(0);
        var last = first;
        for (var i = 1; i < 100_000; i++)
            last = last.Next = new LinkedNode(i) { Previous = last };
        last.Next = first;

        var bytes = plan.Encode(first);
        var copy = plan.Decode(bytes);

        Assert.True(plan.Compare(first, bytes).IsSame);
        Assert.True(plan.Compare(copy, bytes).IsSame);
        var node = copy;
        for (var i = 0; i < 100_000; i++, node = node.Next!)
            Assert.Equal(i, node.Number);
        Assert.Same(copy, node);
        last.Number++;
        Assert.EndsWith("Number", plan.Compare(first, bytes).FirstDifference);
    }
}
