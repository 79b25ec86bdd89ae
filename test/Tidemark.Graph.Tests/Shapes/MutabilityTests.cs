using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Shapes;

public sealed class MutabilityTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void Values_without_a_way_to_change_are_immutable()
    {
        Assert.True(_serializer.PlanOf<int>().IsImmutable);
        Assert.True(_serializer.PlanOf<string>().IsImmutable);
        Assert.True(_serializer.PlanOf<Address>().IsImmutable);
        Assert.True(_serializer.PlanOf<Money>().IsImmutable);
        Assert.True(_serializer.PlanOf<Chain>().IsImmutable);
        Assert.True(_serializer.PlanOf<Promised>().IsImmutable);
    }

    [Fact]
    public void Whatever_can_change_is_mutable()
    {
        Assert.False(_serializer.PlanOf<Cart>().IsImmutable);
        Assert.False(_serializer.PlanOf<List<int>>().IsImmutable);
        Assert.False(_serializer.PlanOf<object>().IsImmutable);
        Assert.False(_serializer.PlanOf<Open>().IsImmutable);
        Assert.False(_serializer.PlanOf<Wrapper>().IsImmutable);
    }

    [Fact]
    public void A_chain_of_immutable_values_is_written_once_per_shared_part()
    {
        var plan = _serializer.PlanOf<Chain>();
        var chain = new Chain(0, null, null);
        for (var i = 1; i < 60; i++)
            chain = new Chain(i, chain, chain);

        var bytes = plan.Encode(chain);
        var copy = plan.Decode(bytes);

        Assert.True(bytes.Length < 2000);
        Assert.Same(copy.Left, copy.Right);
        Assert.True(plan.Compare(copy, bytes).IsSame);
    }

    public sealed record Chain(int Number, Chain? Left, Chain? Right);

    public record Open(int Number);

    public sealed record Wrapper(List<int> Numbers);

    [SessionImmutable]
    public sealed class Promised
    {
        public List<int> Numbers { get; } = [];
    }
}
