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

    [SessionName("Hostile.Holder")]
    private sealed class Holder<T>
    {
        public T? Value { get; set; }
    }
}
