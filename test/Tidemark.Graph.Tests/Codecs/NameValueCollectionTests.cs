using System.Collections.Specialized;

namespace Tidemark.Graph.Tests.Codecs;

public sealed class NameValueCollectionTests
{
    private readonly GraphPlan<NameValueCollection> _plan = new GraphSerializer().PlanOf<NameValueCollection>();

    [Fact]
    public void A_value_that_is_null_and_a_name_without_values_stay_apart()
    {
        NameValueCollection names = [];
        names.Set("set", null);
        names.Add("added", null);
        names.Set("both", null);
        names.Add("both", "b");
        names.Set(null, null);
        var bytes = _plan.Encode(names);

        var copy = _plan.Decode(bytes);

        Assert.Equal([null!], copy.GetValues("set")!);
        Assert.Null(copy.GetValues("added"));
        Assert.Equal([null!, "b"], copy.GetValues("both")!);
        Assert.Equal([null!], copy.GetValues(null)!);
        Assert.True(_plan.IsSame(names, bytes));
        Assert.True(_plan.IsSame(copy, bytes));
        Assert.Equal(bytes, _plan.Encode(copy));
    }

    [Fact]
    public void A_name_that_loses_its_null_is_a_difference()
    {
        NameValueCollection names = [];
        names.Set("set", null);
        var bytes = _plan.Encode(names);
        names.Remove("set");
        names.Add("set", null);

        var found = _plan.Compare(names, bytes);

        Assert.False(found.IsSame);
        Assert.Null(_plan.Decode(_plan.Encode(names)).GetValues("set"));
    }
}
