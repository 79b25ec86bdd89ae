using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Patches;

/// <summary>The bytes of real graphs, compared as bytes: what a custom serialiser or a replica gets.</summary>
public sealed class EncodedCartTests
{
    private static readonly GraphPlan<Cart> Plan = new GraphSerializer().PlanOf<Cart>();
    private static readonly int LineSize = (Plan.Encode(Cart.WithLines(200)).Length - Plan.Encode(Cart.WithLines(100)).Length) / 100;

    [Fact]
    public void One_field_of_two_hundred_lines_costs_a_few_bytes() =>
        Assert.InRange(SizeOf(cart => cart.Lines[100].Quantity += 5), 1, 32);

    [Fact]
    public void One_line_among_two_hundred_costs_the_line_and_a_few_bytes() =>
        Assert.InRange(SizeOf(cart => cart.Lines.Insert(100, Cart.WithLines(950).Lines[949])), 1, LineSize + 32);

    [Fact]
    public void A_removed_line_costs_a_few_bytes() => Assert.InRange(SizeOf(cart => cart.Lines.RemoveAt(50)), 1, 32);

    [Fact]
    public void A_line_that_moved_to_the_other_end_costs_a_few_bytes() => Assert.InRange(
        SizeOf(cart =>
        {
            cart.Lines.Add(cart.Lines[0]);
            cart.Lines.RemoveAt(0);
        }),
        1,
        48);

    [Fact]
    public void Reversed_lines_cost_five_bytes_each() => Assert.InRange(SizeOf(cart => cart.Lines.Reverse()), 1, 1000);

    private static int SizeOf(Action<Cart> change)
    {
        var cart = Cart.WithLines(200);
        var baseline = Plan.Encode(cart);
        change(cart);
        var value = Plan.Encode(cart);
        var patched = Assert.IsType<BinaryComparison.Patched>(BinaryComparison.Of(baseline, value));
        Assert.Equal(value, patched.Patch.Apply(baseline));
        return patched.Patch.Bytes.Length;
    }
}
