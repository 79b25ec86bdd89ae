using System.Collections.Concurrent;

namespace Tidemark.Graph.Tests.Codecs;

public sealed class CollectionChangeTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void A_changed_element_of_a_list_is_named_by_its_index() =>
        Assert.Equal("[2]", DifferenceAfter(new List<string> { "a", "b", "c" }, list => list[2] = "d"));

    [Fact]
    public void A_changed_element_of_a_list_of_numbers_is_named_by_its_index() =>
        Assert.Equal("[700]", DifferenceAfter(Enumerable.Range(0, 1000).ToList(), list => list[700]++));

    [Fact]
    public void A_list_that_grew_differs_as_a_whole() => Assert.Equal("", DifferenceAfter(new List<int> { 1 }, list => list.Add(2)));

    [Fact]
    public void A_changed_cell_is_named_by_its_position() => Assert.Equal("[5]", DifferenceAfter(new int[2, 3], grid => grid[1, 2] = 1));

    [Fact]
    public void A_changed_entry_is_named_by_its_position_and_never_by_its_key() => Assert.Equal(
        "[1].Number", DifferenceAfter(Items("ada", "bob"), items => items["bob"].Number = 7));

    [Fact]
    public void A_changed_entry_of_a_reordered_dictionary_is_named_by_its_position_in_the_baseline() => Assert.Equal(
        "[0].Number",
        DifferenceAfter(Items("ada", "bob"), items =>
        {
            var (ada, bob) = (items["ada"], items["bob"]);
            items.Clear();
            items["bob"] = bob;
            items["ada"] = ada;
            items["ada"].Number = 7;
        }));

    [Fact]
    public void Entries_that_were_removed_and_added_again_are_no_change() => Assert.Null(
        DifferenceAfter(Items([.. Enumerable.Range(0, 1000).Select(i => $"key {i}")]), items =>
        {
            var entries = items.ToArray();
            items.Clear();
            foreach (var (key, item) in entries.Reverse())
                items.Add(key, item);
        }));

    [Fact]
    public void A_concurrent_dictionary_with_its_entries_elsewhere_is_no_change()
    {
        var entries = Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create($"key {i}", i)).ToArray();
        var plan = _serializer.PlanOf<ConcurrentDictionary<string, int>>();
        var baseline = plan.Encode(new ConcurrentDictionary<string, int>(1, entries, null));

        var elsewhere = new ConcurrentDictionary<string, int>(1, 5000, null);
        foreach (var (key, value) in entries)
            elsewhere[key] = value;
        Assert.True(plan.Compare(elsewhere, baseline).IsSame);
        elsewhere["key 500"]++;
        Assert.False(plan.Compare(elsewhere, baseline).IsSame);
    }

    [Fact]
    public void The_order_of_an_ordered_dictionary_is_state() => Assert.Equal(
        "[0]",
        DifferenceAfter(new OrderedDictionary<string, int> { ["a"] = 1, ["b"] = 1 }, dictionary =>
        {
            dictionary.Remove("a");
            dictionary.Add("a", 1);
        }));

    [Fact]
    public void Elements_without_order_are_the_same_if_there_are_as_many_of_each()
    {
        Assert.Null(DifferenceAfter(new ConcurrentBag<string> { "a", "a", "b" }, bag => Refill(bag, "b", "a", "a")));
        Assert.NotNull(DifferenceAfter(new ConcurrentBag<string> { "a", "a", "b" }, bag => Refill(bag, "b", "b", "a")));
    }

    [Fact]
    public void A_key_that_changed_its_case_is_a_change() => Assert.Equal(
        "",
        DifferenceAfter(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1, ["b"] = 2 }, dictionary =>
        {
            dictionary.Remove("a");
            dictionary["A"] = 1;
        }));

    [Fact]
    public void A_key_that_changed_its_scale_is_a_change() => Assert.Equal("", DifferenceAfter(new HashSet<decimal> { 1.0m, 2m }, set =>
    {
        set.Remove(1m);
        set.Add(1.00m);
    }));

    [Fact]
    public void Instances_in_another_order_are_the_same_set()
    {
        var peers = Enumerable.Range(0, 50).Select(i => new Peer { Number = i }).ToArray();
        foreach (var peer in peers)
            peer.Peers.UnionWith(peers);

        Assert.Null(DifferenceAfter(peers[0], peer =>
        {
            peer.Peers.Remove(peers[3]);
            peer.Peers.Remove(peers[4]);
            peer.Peers.Add(peers[3]);
            peer.Peers.Add(peers[4]);
        }));
        Assert.NotNull(DifferenceAfter(peers[0], peer => peer.Peers.Remove(peers[3])));
    }

    [Fact]
    public void Records_in_another_order_are_the_same_set_however_many()
    {
        var keys = Enumerable.Range(0, 5000).Select(i => new Key(i, "k")).ToArray();
        Assert.Null(DifferenceAfter(new HashSet<Key>(keys), set =>
        {
            set.Clear();
            set.UnionWith(keys.Reverse());
        }));
    }

    private string? DifferenceAfter<T>(T graph, Action<T> change)
    {
        var plan = _serializer.PlanOf<T>();
        var baseline = plan.Encode(graph);
        Assert.True(plan.Compare(graph, baseline).IsSame);
        change(graph);
        return plan.Compare(graph, baseline).FirstDifference;
    }

    private static void Refill(ConcurrentBag<string> bag, params string[] words)
    {
        bag.Clear();
        foreach (var word in words)
            bag.Add(word);
    }

    private static Dictionary<string, Item> Items(params string[] keys) => keys.ToDictionary(key => key, key => new Item { Word = key });

    private sealed class Peer
    {
        public int Number { get; set; }

        public HashSet<Peer> Peers { get; } = [];
    }
}
