using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Tests.Hostile;
using Tidemark.Graph.Tests.Laws;
using Tidemark.Graph.Tests.Models;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>
/// Whoever wrote the bytes, comparing them ends, and its work is bounded: it is counted in values that were looked at.
/// TIDEMARK_HOSTILE_TREES=seed begins with a seed that failed.
/// </summary>
public sealed class HostileTreeTests
{
    private const int Cases = 20_000;

    // What may be tried for nothing, in the walk and in the hashes.
    private const long Budget = 4 * (1 << 18);

    [Fact]
    public void Damaged_bytes_end_in_the_typed_error_or_in_an_answer()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("TIDEMARK_HOSTILE_TREES"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            ? wanted
            : Random.Shared.Next();
        var plan = new GraphSerializer().PlanOf<Knot>();
        var answers = 0;
        for (var seed = first; seed != first + Cases; seed++)
        {
            var random = new Random(seed);
            var bytes = plan.Encode(new KnotGraph(Enumerable.Range(0, random.Next(60)).Select(_ => random.Next()).ToArray()).Root);
            var damaged = Mutation.Of(bytes, bytes, random);
            if (damaged.Length >= 10)
                bytes.AsSpan(0, 10).CopyTo(damaged);
            try
            {
                var (one, other) = (plan.Schema.Read(bytes), plan.Schema.Read(damaged));
                var (found, back) = (GraphTreeComparison.Of(one, other), GraphTreeComparison.Of(other, one));
                Assert.True(found.IsSame == back.IsSame, $"seed {seed}: the two sides do not say the same");
                Assert.True(GraphTreeComparison.Of(other, other).IsSame, $"seed {seed}: not the same as itself");
                Assert.True(found.Work <= Budget + (20 * (bytes.Length + damaged.Length)), $"seed {seed}: {found.Work} for {damaged.Length} bytes");
                answers++;
            }
            catch (GraphFormatException)
            {
            }
        }

        Assert.InRange(answers, Cases / 20, Cases);
    }

    [Fact]
    public void Sets_in_sets() => IsBounded<ImmutableHashSet<ImmutableHashSet<int>>>([.. Sets(500)], [.. Sets(500).Reverse()], true);

    [Fact]
    public void Immutable_sets_one_in_another() => IsBounded(Nested(150, 0), Nested(150, 0), true);

    [Fact]
    public void Bags_of_equal_objects() => IsBounded(
        new ConcurrentBag<LinkedNode>(Enumerable.Range(0, 20_000).Select(_ => new LinkedNode(1))),
        new ConcurrentBag<LinkedNode>(Enumerable.Range(0, 20_000).Select(_ => new LinkedNode(1))),
        true);

    [Fact]
    public void Sets_of_objects_that_look_alike_and_are_not() => IsBounded(Rings(3, 700), Rings(7, 300), false);

    [Fact]
    public void Rings_in_another_order_are_the_same_set_as_long_as_that_is_found_with_bounded_work()
    {
        IsBounded<HashSet<LinkedNode>>([.. Rings(3, 50), .. Rings(4, 50)], [.. Rings(4, 50), .. Rings(3, 50)], true);
        IsBounded<HashSet<LinkedNode>>([.. Rings(3, 1000), .. Rings(4, 1000)], [.. Rings(4, 1000), .. Rings(3, 1000)], false);
    }

    [Fact]
    public void Sets_of_objects_that_hold_sets_of_objects_that_look_alike() => IsBounded(Groups(60, 5), Groups(60, 6), false);

    [Fact]
    public void A_dictionary_whose_keys_are_all_equal()
    {
        var plan = new GraphSerializer().PlanOf<Dictionary<string, int>>();
        var one = plan.Encode(Enumerable.Range(0, 5_000).ToDictionary(i => $"{i:0000}", i => i));
        var text = new byte[] { 9, (byte)'0', (byte)'0', (byte)'0', (byte)'0' };
        for (var at = 12; at < one.Length - 4; at++)
        {
            if (one[at] == 9 && one[at + 1] is >= 48 and < 58 && one[at + 4] is >= 48 and < 58)
                text.CopyTo(one, at);
        }

        var (left, right) = (plan.Schema.Read(one), plan.Schema.Read(one));

        Assert.Equal("0000", ((GraphLeaf)((GraphEntries)left).Entries[^1].Key).Value);
        var found = GraphTreeComparison.Of(left, right);
        Assert.True(found.IsSame);
        Assert.InRange(found.Work, 1, 20 * one.Length);
    }

    [Fact]
    public void Schemas_that_disagree_in_turn_about_identity_make_no_endless_circle()
    {
        var left = Circle(DefinitionTraits.Tracked, DefinitionTraits.None, [1, 1, 5]);
        var right = Circle(DefinitionTraits.None, DefinitionTraits.Tracked, [1, 1, 1, 5]);

        var found = GraphTreeComparison.Of(left, right);

        Assert.False(found.IsSame);
        Assert.InRange(found.Work, 1, 10_000);
    }

    // Each A holds a B, and each B an A.
    private static GraphNode Circle(DefinitionTraits one, DefinitionTraits other, byte[] body)
    {
        Definition[] definitions =
        [
            new("A", DefinitionKind.Object, one, "", [new MemberDefinition("B", "B")]),
            new("B", DefinitionKind.Object, other, "", [new MemberDefinition("A", "A")]),
        ];
        var schema = new GraphSchema("A", new FormScope(definitions.ToDictionary(definition => definition.Name)));
        byte[] payload = [.. new byte[PayloadHead.Size], .. body];
        PayloadHead.Write(payload, schema.Fingerprint, hasBackReferences: true);
        return schema.Read(payload);
    }

    private static HashSet<LinkedNode> Rings(int length, int count)
    {
        var all = new HashSet<LinkedNode>();
        for (; count > 0; count--)
        {
            var ring = Enumerable.Range(0, length).Select(_ => new LinkedNode(0)).ToArray();
            for (var i = 0; i < length; i++)
                ring[i].Next = ring[(i + 1) % length];
            all.UnionWith(ring);
        }

        return all;
    }

    private static HashSet<HashSet<LinkedNode>> Groups(int count, int length) =>
        [.. Enumerable.Range(0, count).Select(i => Rings(i % 2 == 0 ? 5 : length, 6))];

    private static ImmutableArray<ImmutableHashSet<int>> Sets(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, 50).Select(k => (i * k) % 97).ToImmutableHashSet())];

    private static object Nested(int depth, int number)
    {
        object inner = number;
        for (; depth > 0; depth--)
            inner = ImmutableHashSet.Create<object>($"{depth}", inner);
        return inner;
    }

    private static void IsBounded<T>(T one, T other, bool isSame)
    {
        var plan = new GraphSerializer().PlanOf<T>();
        var (left, right) = (plan.Encode(one), plan.Encode(other));

        var found = GraphTreeComparison.Of(plan.Schema.Read(left), plan.Schema.Read(right));

        Assert.Equal(isSame, found.IsSame);
        Assert.InRange(found.Work, 1, Budget + (40 * (left.Length + right.Length)));
    }
}
