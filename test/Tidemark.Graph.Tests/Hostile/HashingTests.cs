namespace Tidemark.Graph.Tests.Hostile;

/// <summary>Bytes that make keys which could only be hashed for ever. Without the check they end the process.</summary>
public sealed class HashingTests
{
    private const byte HasBackReferences = 1;
    private const byte FirstInstance = 5;

    [Fact]
    public void A_record_that_refers_to_itself_is_no_element_of_a_set()
    {
        var plan = new GraphSerializer().PlanOf<HashSet<Step>>();
        var bytes = plan.Encode([new Step(1, new Step(2, null))]);
        bytes[1] |= HasBackReferences;
        bytes[^1] = FirstInstance + 1;

        Assert.Throws<GraphFormatException>(() => plan.Decode(bytes));
    }

    [Fact]
    public void A_record_that_refers_to_itself_is_no_key_of_a_dictionary()
    {
        var plan = new GraphSerializer().PlanOf<Dictionary<Step, bool>>();
        var bytes = plan.Encode(new Dictionary<Step, bool> { [new Step(1, new Step(2, null))] = true });
        bytes[1] |= HasBackReferences;
        bytes[^2] = FirstInstance + 1;

        Assert.Throws<GraphFormatException>(() => plan.Decode(bytes));
    }

    [Fact]
    public void A_chain_of_records_too_long_to_be_hashed_is_no_element_of_a_set()
    {
        var chain = new Step(0, null);
        for (var i = 1; i < 100_000; i++)
            chain = new Step(i, chain);

        // As bytes of a list they are in order; only as those of a set they are hostile.
        var list = new GraphSerializer().PlanOf<Holder<List<Step>>>().Encode(new Holder<List<Step>> { Value = [chain] });
        var node = new GraphSerializer().PlanOf<Holder<List<Step>>>().Decode(list);

        Assert.Single(node.Value!);
        Assert.Throws<GraphFormatException>(() => new GraphSerializer().PlanOf<Holder<HashSet<Step>>>().Translate(
            list, new GraphSerializer().PlanOf<Holder<List<Step>>>().Schema));
    }

    [Fact]
    public void A_chain_of_records_is_as_long_as_it_may_be_whatever_else_its_links_hold()
    {
        const int Longest = 1000;
        var plan = new GraphSerializer().PlanOf<HashSet<Day>>();

        Assert.Equal(Longest, Assert.Single(plan.Decode(plan.Encode([Chain(Longest)]))).Length);
        Assert.Contains("too deep", Assert.Throws<GraphException>(() => plan.Encode([Chain(Longest + 1)])).InnerException!.Message);

        static Day Chain(int length)
        {
            Day? chain = null;
            for (var number = 0; number < length; number++)
                chain = new Day(new DateOnly(2026, 1, 1).AddDays(number), new Uri("urn:day"), number, chain);
            return chain!;
        }
    }

    [Fact]
    public void Records_that_share_so_much_that_hashing_them_takes_for_ever_are_no_element_of_a_set()
    {
        var plan = new GraphSerializer().PlanOf<Holder<List<Fork>>>();

        Assert.Single(Read(levels: 20).Value!);
        Assert.Throws<GraphFormatException>(() => Read(levels: 26));

        Holder<HashSet<Fork>> Read(int levels)
        {
            var fork = new Fork(null, null);
            for (var level = 1; level < levels; level++)
                fork = new Fork(fork, fork);
            var list = plan.Encode(new Holder<List<Fork>> { Value = [fork] });
            return new GraphSerializer().PlanOf<Holder<HashSet<Fork>>>().Translate(list, plan.Schema).Value;
        }
    }

    [Fact]
    public void Records_that_share_their_parts_are_hashed_as_ever()
    {
        var plan = new GraphSerializer().PlanOf<HashSet<Step>>();
        var shared = new Step(1, new Step(2, null));
        var copy = plan.Decode(plan.Encode([new Step(3, shared), new Step(4, shared), shared]));

        Assert.Contains(new Step(3, new Step(1, new Step(2, null))), copy);
        Assert.Equal(3, copy.Count);
    }

    [Fact]
    public void Keys_of_sorted_collections_are_neither_hashed_nor_held_to_be_equal_by_compare()
    {
        var plan = new GraphSerializer().PlanOf<SortedSet<Collider>>();
        var live = new SortedSet<Collider>(Enumerable.Range(0, 3000).Select(i => new Collider(i * 2)));
        var baseline = plan.Encode(live);
        live.Remove(new Collider(2000));
        live.Add(new Collider(3001));
        Collider.Asked = 0;

        var found = plan.Compare(live, baseline);

        Assert.Equal(0, Collider.Asked);
        Assert.Equal(plan.Encode(live), found.Patch!.Apply(baseline));
        Assert.InRange(found.Patch.Bytes.Length, 1, 60);
    }

    private readonly struct Collider(int number) : IEquatable<Collider>, IComparable<Collider>
    {
        public static int Asked { get; set; }

        public int Number { get; } = number;

        public int CompareTo(Collider other) => Number.CompareTo(other.Number);

        public bool Equals(Collider other) => Asked++ >= 0 && other.Number == Number;

        public override bool Equals(object? obj) => obj is Collider other && Equals(other);

        public override int GetHashCode() => Asked++ * 0;
    }

    private sealed record Step(int Number, Step? Next);

    private sealed record Day(DateOnly Date, Uri Link, decimal Price, Day? Before)
    {
        public int Length
        {
            get
            {
                var length = 0;
                for (var day = this; day is not null; day = day.Before)
                    length++;
                return length;
            }
        }
    }

    private sealed record Fork(Fork? Left, Fork? Right);

    [SessionName("Hostile.Holder")]
    private sealed class Holder<T>
    {
        public T? Value { get; set; }
    }
}
