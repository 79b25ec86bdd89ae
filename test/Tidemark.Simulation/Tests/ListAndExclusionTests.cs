using Tidemark.Simulation.Checkers;

namespace Tidemark.Simulation.Tests;

public sealed class ListAndExclusionTests
{
    [Fact]
    public void A_list_that_only_grows_is_fine() => Assert.Empty(Check([["a"], ["a", "b"], ["a", "b"], ["a", "b", "c"]], ["a", "c"], ["x"]));

    [Fact]
    public void A_list_that_forgets_is_seen() => Assert.NotEmpty(Check([["a", "b"], ["a", "c"]], [], []));

    [Fact]
    public void A_list_that_changes_its_order_is_seen() => Assert.NotEmpty(Check([["a", "b"], ["b", "a", "c"]], [], []));

    [Fact]
    public void A_doubled_id_is_seen() => Assert.NotEmpty(Check([["a"], ["a", "a"]], [], []));

    [Fact]
    public void A_lost_acknowledgement_is_seen() => Assert.NotEmpty(Check([["a"]], ["a", "b"], []));

    [Fact]
    public void A_refused_id_in_the_list_is_seen() => Assert.NotEmpty(Check([["a"]], [], ["a"]));

    [Fact]
    public void One_after_the_other_excludes() =>
        Assert.Empty(ExclusionCheck.FindFaults([new(1, 1, true, 0, 10), new(2, 2, true, 10, 20), new(3, 1, false, 20, 30)]));

    [Fact]
    public void Two_nodes_at_once_are_seen() =>
        Assert.Single(ExclusionCheck.FindFaults([new(1, 1, false, 0, 10), new(2, 2, false, 9, 20)]));

    [Fact]
    public void Requests_that_share_may_be_together_on_one_node() =>
        Assert.Empty(ExclusionCheck.FindFaults([new(1, 1, false, 0, 10), new(2, 1, false, 5, 20)]));

    [Fact]
    public void An_exclusive_request_is_alone_on_its_node_too() =>
        Assert.Single(ExclusionCheck.FindFaults([new(1, 1, false, 0, 10), new(2, 1, true, 5, 20)]));

    private static IEnumerable<string> Check(string[][] versions, string[] acknowledged, string[] refused) =>
        AppendCheck.FindFaults(versions, acknowledged, refused.ToHashSet());
}
