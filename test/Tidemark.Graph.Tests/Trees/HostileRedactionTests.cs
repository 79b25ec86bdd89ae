using System.Collections.Immutable;
using System.Globalization;
using Tidemark.Graph.Tests.Hostile;
using Tidemark.Graph.Tests.Laws;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>
/// Whoever wrote the bytes, taking members out of them ends, with bounded work. TIDEMARK_HOSTILE_REDACTION=seed begins with a seed that failed.
/// </summary>
public sealed class HostileRedactionTests
{
    private const int Cases = 10_000;

    // What a refusal itself takes, and how much larger nodes, and what a search knows of them, are than their bytes.
    private const long PerCase = 64 * 1024;
    private const long PerByte = 2048;

    private static readonly GraphPlan<Knot> Plan = new GraphSerializer().PlanOf<Knot>();
    private static readonly GraphMemberPaths Paths = new("*.Left.*.Right", "List.Pair", "*.Money.*", "Named.*.First");

    [Fact]
    public void Damaged_bytes_end_in_the_typed_error_or_in_an_answer_that_can_be_read()
    {
        var asked = Environment.GetEnvironmentVariable("TIDEMARK_HOSTILE_REDACTION");
        var first = int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : Random.Shared.Next();
        var answers = 0;
        for (var seed = first; seed != first + Cases; seed++)
        {
            var random = new Random(seed);
            var bytes = Plan.Encode(new KnotGraph(Enumerable.Range(0, random.Next(60)).Select(_ => random.Next()).ToArray()).Root);
            var damaged = Mutation.Of(bytes, bytes, random);
            if (damaged.Length >= 10)
                bytes.AsSpan(0, 10).CopyTo(damaged);
            try
            {
                var left = GraphRedaction.Of(damaged, Plan.Schema, Paths);
                Assert.True(GraphRedaction.Of(left.Payload, Plan.Schema, Paths).IsWhole, $"seed {seed}: something is still there");
                answers++;
            }
            catch (GraphFormatException)
            {
            }
            catch (Exception other) when (other is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {other}");
            }
        }

        Assert.InRange(answers, Cases / 20, Cases);
    }

    [Fact]
    public void Damaged_schemas_end_in_the_typed_error_or_in_an_answer()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var bytes = Plan.Schema.Bytes.ToArray();
        for (var i = 0; i < Cases; i++)
        {
            var payload = Plan.Encode(new KnotGraph(Enumerable.Range(0, random.Next(20)).Select(_ => random.Next()).ToArray()).Root);
            try
            {
                var schema = GraphSchema.Parse(Mutation.Of(bytes, bytes, random));
                BitConverter.TryWriteBytes(payload.AsSpan(2), schema.Fingerprint);
                GraphRedaction.Of(payload, schema, new GraphMemberPaths("*"));
            }
            catch (GraphFormatException)
            {
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed}, case {i}: {other}");
            }
        }
    }

    [Fact]
    public void The_memory_that_it_takes_is_bounded_by_the_length_of_the_payload()
    {
        var paths = new GraphMemberPaths(string.Join('.', Enumerable.Repeat("*.Left", 31)), "*.Nothing.*.Left", "*");
        for (var length = 10; length <= 1000; length *= 10)
        {
            var payload = Plan.Encode(new KnotGraph(Enumerable.Range(0, length)).Root);
            GraphRedaction.Of(payload, Plan.Schema, paths);

            var before = GC.GetAllocatedBytesForCurrentThread();
            GraphRedaction.Of(payload, Plan.Schema, paths);

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, PerCase + (PerByte * payload.Length));
        }
    }

    // As the encoder would refuse it: what an immutable value holds is never put off.
    [Fact]
    public void What_nests_too_deep_without_its_first_place_is_refused()
    {
        object deep = 1;
        for (var i = 0; i < 230; i++)
            deep = ImmutableList.Create(deep);
        var last = new Knot { Anything = deep };
        var chain = last;
        for (var i = 0; i < 40; i++)
            chain = new Knot { Left = chain };
        var root = new Knot { Left = last, Right = chain };
        var payload = Plan.Encode(root);

        Assert.Contains("deep", Assert.Throws<GraphFormatException>(() => GraphRedaction.Of(payload, Plan.Schema, new GraphMemberPaths("Left"))).Message);

        root.Left = null;
        Assert.Throws<GraphException>(() => Plan.Encode(root));
    }
}
