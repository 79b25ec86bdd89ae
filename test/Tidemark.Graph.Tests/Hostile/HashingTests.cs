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

    private sealed record Step(int Number, Step? Next);

    [SessionName("Hostile.Holder")]
    private sealed class Holder<T>
    {
        public T? Value { get; set; }
    }
}
