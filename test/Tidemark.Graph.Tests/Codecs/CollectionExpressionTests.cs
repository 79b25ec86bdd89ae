namespace Tidemark.Graph.Tests.Codecs;

public sealed class CollectionExpressionTests
{
    private readonly GraphPlan<Basket> _plan = new GraphSerializer().PlanOf<Basket>();

    [Fact]
    public void Lists_that_the_compiler_makes_for_collection_expressions_are_state()
    {
        var basket = new Basket { None = [], One = ["a"], Some = ["a", "b"], Spread = [.. Enumerable.Range(1, 3)] };
        var bytes = _plan.Encode(basket);
        var copy = _plan.Decode(bytes);

        Assert.Equal(basket.None, copy.None);
        Assert.Equal(basket.One, copy.One);
        Assert.Equal(basket.Some, copy.Some);
        Assert.Equal(basket.Spread, copy.Spread);
        Assert.True(_plan.Compare(basket, bytes).IsSame);
        Assert.True(_plan.Compare(copy, bytes).IsSame);
    }

    [Fact]
    public void An_object_inside_such_a_list_can_be_changed_in_place()
    {
        var basket = new Basket { Inner = [new Basket(), new Basket()] };
        var bytes = _plan.Encode(basket);

        basket.Inner.Last().Some = ["changed"];

        Assert.Equal("Inner[1].Some", _plan.Compare(basket, bytes).FirstDifference);
    }

    [Fact]
    public void Such_a_list_can_hold_what_holds_it()
    {
        var basket = new Basket();
        basket.Inner = [basket];

        var copy = _plan.Decode(_plan.Encode(basket));

        Assert.Same(copy, copy.Inner.Single());
    }

    public sealed class Basket
    {
        public IReadOnlyList<string> None { get; set; } = [];

        public IReadOnlyList<string> One { get; set; } = [];

        public IReadOnlyCollection<string> Some { get; set; } = [];

        public IEnumerable<int> Spread { get; set; } = [];

        public IEnumerable<Basket> Inner { get; set; } = [];
    }
}
