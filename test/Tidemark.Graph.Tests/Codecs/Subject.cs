using System.Globalization;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Schemas;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Tests.Codecs;

/// <summary>
/// A type with a maker of small random values and a text that says all of a value's state and nothing else: two values are the same
/// state if and only if their texts are. The laws hold the codecs against that text.
/// </summary>
public abstract class Subject(string name)
{
    public string Name { get; } = name;

    public abstract void Survives(int seed);

    public abstract void Differs_if_and_only_if_the_text_does(int seed);

    public abstract void Patch_makes_the_other(int seed);

    public abstract long AllocatedByCompare(int seed);

    public abstract void Is_skipped_to_its_end(int seed);

    public abstract void Is_read_by_its_schema_alone(int seed);

    public abstract void Damage_ends_in_the_typed_error(int seed);

    public override string ToString() => Name;
}

/// <summary>The laws for one type.</summary>
public sealed class Subject<T>(string name, Func<Random, T> make, Func<T, string> text) : Subject(name)
{
    // What a refusal itself takes, or the table of thread-locals when it grows for a ConcurrentBag; and how much larger the emptiest
    // collection is than the bytes that pay for it.
    private const long PerDecode = 256 * 1024;
    private const long PerByte = 1024;
    private const int HeadSize = 10;

    private readonly GraphPlan<T> _plan = new GraphSerializer().PlanOf<T>();

    public override void Survives(int seed)
    {
        var value = make(new Random(seed));
        var bytes = _plan.Encode(value);

        var copy = _plan.Decode(bytes);

        Assert.Equal(text(value), text(copy));
        Assert.Null(_plan.Compare(copy, bytes).FirstDifference);
        Assert.Null(_plan.Compare(value, bytes).FirstDifference);
        Assert.Null(_plan.Compare(copy, _plan.Encode(copy)).FirstDifference);
    }

    public override void Differs_if_and_only_if_the_text_does(int seed)
    {
        var random = new Random(seed);
        var (one, other) = (make(random), make(random));

        var difference = _plan.Compare(other, _plan.Encode(one)).FirstDifference;

        Assert.True(
            text(one) == text(other) == (difference is null),
            $"<{text(one)}> against <{text(other)}> differs at {difference ?? "nothing"}");
    }

    public override void Patch_makes_the_other(int seed)
    {
        var random = new Random(seed);
        var (one, other) = (make(random), make(random));
        var baseline = _plan.Encode(one);

        var found = _plan.Compare(other, baseline);

        var after = found.IsSame ? baseline : found.Patch?.Apply(baseline) ?? found.Whole!.Value.ToArray();
        Assert.Equal(text(other), text(_plan.Decode(after)));
        Assert.Null(_plan.Compare(other, after).FirstDifference);
        Assert.Equal(found.IsSame, found.Changes.Count == 0);
    }

    public override long AllocatedByCompare(int seed)
    {
        var value = make(new Random(seed));
        var bytes = _plan.Encode(value);
        var least = long.MaxValue;

        // The first walks fill pools, and the runtime may compile on any of them: what counts is what a walk needs at the least.
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var same = _plan.Compare(value, bytes).IsSame;
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(same);
        }

        return least;
    }

    public override void Is_skipped_to_its_end(int seed)
    {
        var random = new Random(seed);
        var bytes = _plan.Encode(make(random));

        Assert.Equal(bytes.Length, Skip(bytes));
        for (var length = HeadSize; length < bytes.Length; length++)
            Assert.Equal(-1, Skip(bytes.AsSpan(0, length)));
        for (var i = 0; i < 10 && bytes.Length > HeadSize; i++)
            Assert.InRange(Skip(Damage(bytes, random)), -1, bytes.Length);
    }

    public override void Is_read_by_its_schema_alone(int seed)
    {
        var random = new Random(seed);
        var value = make(random);
        var bytes = _plan.Encode(value);
        var schema = GraphSchema.Parse(_plan.Schema.Bytes.Span);
        var tree = GraphTree.Read(schema, bytes);

        Assert.Equal(_plan.Schema.Fingerprint, schema.Fingerprint);
        Assert.Equal(bytes, NodeWriter.Write(tree.Root, schema, long.MaxValue, out _));

        // The order of an unordered collection may be another in the copy.
        Assert.Equal(tree.Root.ToString().Order(), schema.Read(_plan.Encode(_plan.Decode(bytes))).ToString().Order());
        for (var i = 0; i < 10 && bytes.Length > HeadSize; i++)
            ReadDamaged(schema, Damage(bytes, random));
    }

    public override void Damage_ends_in_the_typed_error(int seed)
    {
        var random = new Random(seed);
        var value = make(random);
        var bytes = _plan.Encode(value);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<GraphFormatException>(() => _plan.Decode(bytes.AsSpan(0, length)));
            Assert.False(_plan.Compare(value, bytes.AsSpan(0, length)).IsSame);
        }

        for (var i = 0; i < 40 && bytes.Length > HeadSize; i++)
        {
            var damaged = Damage(bytes, random);
            DecodeDamaged(damaged);
            _ = _plan.Compare(value, damaged);
        }
    }

    private static void ReadDamaged(GraphSchema schema, byte[] damaged)
    {
        try
        {
            schema.Read(damaged).ToString();
        }
        catch (GraphFormatException)
        {
        }
    }

    private int Skip(ReadOnlySpan<byte> bytes)
    {
        var position = HeadSize;
        return FormSkip.TrySkip(
            _plan.Root, 1, bytes, ref position, new ReadScratch { Scope = _plan.Scope }, [], out var met) && met.PutOff == 0 ? position : -1;
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var damaged = (byte[])bytes.Clone();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(HeadSize, damaged.Length);
            damaged[at] = random.Next(3) switch
            {
                0 => (byte)(damaged[at] ^ (1 << random.Next(8))),
                1 => (byte)random.Next(8),
                _ => (byte)random.Next(256),
            };
        }

        return damaged;
    }

    private void DecodeDamaged(byte[] damaged)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            _plan.Decode(damaged);
        }
        catch (GraphFormatException)
        {
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(
            allocated <= PerDecode + (PerByte * damaged.Length),
            string.Create(CultureInfo.InvariantCulture, $"{Name}: {allocated} bytes for {Convert.ToHexString(damaged)}"));
    }
}
