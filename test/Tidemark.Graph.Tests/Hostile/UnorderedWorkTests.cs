using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Tidemark.Graph.Tests.Hostile;

/// <summary>
/// Collections without order in each other, put so that each level has to look for the elements of the next one: the work of a compare is
/// bounded all the same, by how often it looks at a value that the application converts.
/// </summary>
public sealed class UnorderedWorkTests
{
    // Some times what the walk may try in all; without one budget for all levels it is beyond a thousand million.
    private const int Most = 2_000_000;

    private int _looks;

    private GraphSerializer Serializer => field ??= new GraphSerializer(new GraphOptions { KnownTypes = { typeof(Grain) } }
        .Convert<Grain, int>(
            grain =>
            {
                _looks++;
                return grain.Number;
            },
            number => new Grain(number)));

    [Fact]
    public void Bags_of_bags() => IsBounded(
        Bag(Range(200, i => Bag(Range(200, j => new Grain((i * 200) + j))))),
        Bag(Range(200, i => Bag(Range(200, j => new Grain((i * 200) + j)).Reverse())).Reverse()));

    [Fact]
    public void Sets_of_entities_with_sets_of_entities() => IsBounded(Entities(i => i), Entities(i => 149 - i));

    [Fact]
    public void A_tree_of_sets() => IsBounded(Tree(13, 1, isTurned: false), Tree(13, 1, isTurned: true));

    [Fact]
    public void Immutable_sets_of_sets() => IsBounded(
        Range(60, i => new Node(Range(60, j => new Node([], j)), i)).ToImmutableHashSet(),
        Range(60, i => new Node(Range(60, j => new Node([], j)).Reverse(), i)).Reverse().ToImmutableHashSet());

    [Fact]
    public void A_dictionary_in_another_order_is_walked_once_whatever_is_in_it() => IsBounded(Chain(20, false), Chain(20, true));

    [Fact]
    public void Objects_in_another_order_are_the_same_set_as_long_as_that_is_found_with_bounded_work()
    {
        var nodes = Range(5000, i => new Node([], i)).ToArray();
        var plan = Serializer.PlanOf<HashSet<Node>>();
        var baseline = plan.Encode([.. nodes]);

        Assert.True(plan.Compare([nodes[1], nodes[0], .. nodes[2..]], baseline).IsSame);
        Assert.True(plan.Compare([.. nodes[1..], nodes[0]], baseline).IsSame);
        Assert.Equal("", plan.Compare([.. nodes.Reverse()], baseline).FirstDifference);
    }

    private static IEnumerable<T> Range<T>(int count, Func<int, T> make) => Enumerable.Range(0, count).Select(make);

    private static ConcurrentBag<T> Bag<T>(IEnumerable<T> items) => new(items.ToArray());

    private static HashSet<Node> Entities(Func<int, int> at) => [.. Range(150, i => new Node(Range(150, j => new Node([], at(j))), at(i)))];

    // Each node stands behind its twin, or before it.
    private static Node Tree(int depth, int number, bool isTurned)
    {
        Node[] inner = depth == 0 ? [] : [Tree(depth - 1, number * 2, isTurned), Tree(depth - 1, (number * 2) + 1, isTurned)];
        return new Node(isTurned ? inner.Reverse() : inner, number);
    }

    // The first entry leads on, the two behind it change places.
    private static Dictionary<string, object> Chain(int depth, bool turned)
    {
        var chain = new Dictionary<string, object> { ["end"] = new Grain(0) };
        for (; depth > 0; depth--)
        {
            chain = turned
                ? new() { ["deeper"] = chain, ["b"] = new Grain(2), ["a"] = new Grain(1) }
                : new() { ["deeper"] = chain, ["a"] = new Grain(1), ["b"] = new Grain(2) };
        }

        return chain;
    }

    private void IsBounded<T>(T one, T other)
    {
        var plan = Serializer.PlanOf<T>();
        var baseline = plan.Encode(one);
        _looks = 0;

        var found = plan.Compare(other, baseline);

        Assert.InRange(_looks, 1, Most);
        var after = found.IsSame ? baseline : found.Patch?.Apply(baseline) ?? found.Whole!.Value.ToArray();
        Assert.Equal(plan.Encode(other).Length, after.Length);
        plan.Decode(after);
    }

    private sealed class Grain(int number)
    {
        public int Number { get; } = number;
    }

    private sealed class Node(IEnumerable<Node> inner, int number)
    {
        public HashSet<Node> Inner { get; } = [.. inner];

        public Grain Grain { get; } = new(number);
    }
}
