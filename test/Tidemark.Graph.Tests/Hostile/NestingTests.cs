using System.Collections.Immutable;

namespace Tidemark.Graph.Tests.Hostile;

/// <summary>Values without identity that contain themselves: nothing counts them, so nothing but the stack ends them.</summary>
public sealed class NestingTests
{
    private const int Levels = 500_000;

    [Fact]
    public void Structs_that_nest_in_immutable_collections_end_in_the_typed_error()
    {
        Refuses(new GraphSerializer().PlanOf<Sequence>(), [2]);
        Refuses(new GraphSerializer().PlanOf<Packed>(), [2]);
        Refuses(new GraphSerializer().PlanOf<Unordered>(), [1, 0, 1]);
        Refuses(new GraphSerializer().PlanOf<Named>(), [1, 0, 1, 0]);
    }

    private static void Refuses<T>(GraphPlan<T> plan, byte[] level) where T : struct
    {
        var head = plan.Encode(default(T)).AsSpan(0, 10).ToArray();
        byte[] payload = [.. head, .. Enumerable.Repeat(level, Levels).SelectMany(bytes => bytes), 0];

        Assert.Contains("too deep", Assert.Throws<GraphFormatException>(() => plan.Decode(payload)).Message);
        Assert.Contains("too deep", Assert.Throws<GraphFormatException>(() => plan.Schema.Read(payload)).Message);
    }

    private struct Sequence
    {
        public ImmutableList<Sequence>? Inner { get; set; }
    }

    private struct Packed
    {
        public ImmutableArray<Packed> Inner { get; set; }
    }

    private struct Unordered
    {
        public ImmutableHashSet<Unordered>? Inner { get; set; }
    }

    private struct Named
    {
        public ImmutableDictionary<string, Named>? Inner { get; set; }
    }
}
