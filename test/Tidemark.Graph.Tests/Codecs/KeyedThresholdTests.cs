namespace Tidemark.Graph.Tests.Codecs;

public sealed class KeyedThresholdTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void A_keyed_collection_makes_its_dictionary_when_it_did_before_or_never(int threshold)
    {
        var plan = new GraphSerializer().PlanOf<DerivedSubjects.OwnKeyed>();
        var payload = plan.Encode(new DerivedSubjects.OwnKeyed(null, threshold) { Note = "kept" });

        var read = plan.Decode(payload)!;
        Assert.Equal("kept", read.Note);
        Assert.Equal(payload, plan.Encode(read));
    }
}
