using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Tidemark.Graph.Tests.Codecs;

public sealed class CollectionRefusalTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void A_comparer_of_ones_own_is_refused_with_the_remedy()
    {
        Refuses(new Dictionary<string, int>(new OwnComparer()), "StringComparer.Ordinal");
        Refuses(new HashSet<string>(new OwnComparer()), "StringComparer.Ordinal");
        Refuses(new SortedSet<string>(new OwnComparer()), "StringComparer.Ordinal");
        Refuses(ImmutableHashSet.Create((IEqualityComparer<string>)new OwnComparer()), "StringComparer.Ordinal");
        Refuses(ImmutableDictionary.Create<string, string>(null, new OwnComparer()), "StringComparer.Ordinal");
    }

    [Fact]
    public void Event_handlers_are_refused_with_the_remedy()
    {
        var collection = new ObservableCollection<int>();
        collection.CollectionChanged += (_, _) => { };

        Refuses(collection, "Remove the handlers");
    }

    [Fact]
    public void A_handler_added_after_the_baseline_is_refused_by_compare()
    {
        var plan = _serializer.PlanOf<ObservableCollection<int>>();
        var collection = new ObservableCollection<int>();
        var baseline = plan.Encode(collection);
        collection.CollectionChanged += (_, _) => { };

        Assert.Throws<GraphException>(() => plan.Compare(collection, baseline));
    }

    [Fact]
    public void An_array_that_does_not_begin_at_zero_is_refused() =>
        Refuses((int[,])Array.CreateInstance(typeof(int), [2, 2], [1, 1]), "does not begin at index 0");

    [Fact]
    public void A_time_zone_of_ones_own_is_refused() =>
        Refuses(TimeZoneInfo.CreateCustomTimeZone("Office", TimeSpan.FromHours(1), null, null), "FindSystemTimeZoneById");

    [Fact]
    public void A_class_derived_from_one_that_is_kept_by_its_content_is_refused() =>
        Refuses<Uri>(new OwnUri("http://a/"), "derives from Uri");

    [Fact]
    public void A_key_that_is_there_twice_is_damage_to_decode_and_a_difference_to_compare()
    {
        var set = new HashSet<int> { 1, 2 };
        var sets = _serializer.PlanOf<HashSet<int>>();
        var twice = sets.Encode(set);
        twice[^4] = 1;
        Assert.Throws<GraphFormatException>(() => sets.Decode(twice));
        Assert.False(sets.Compare(set, twice).IsSame);

        var dictionary = new Dictionary<int, byte> { [1] = 0, [2] = 0 };
        var dictionaries = _serializer.PlanOf<Dictionary<int, byte>>();
        twice = dictionaries.Encode(dictionary);
        twice[^5] = 1;
        Assert.Throws<GraphFormatException>(() => dictionaries.Decode(twice));
        Assert.False(dictionaries.Compare(dictionary, twice).IsSame);
    }

    [Fact]
    public void A_count_larger_than_the_payload_allocates_nothing()
    {
        var plan = _serializer.PlanOf<long[,,]>();
        var payload = plan.Encode(new long[1, 1, 1]).Concat(new byte[64]).ToArray();
        var at = payload.AsSpan().LastIndexOf((byte[])[1, 1, 1]);
        payload[at] = payload[at + 1] = payload[at + 2] = 0x7F;

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<GraphFormatException>(() => plan.Decode(payload));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 * 1024);
    }

    private void Refuses<T>(T graph, string remedy) =>
        Assert.Contains(remedy, Assert.Throws<GraphException>(() => _serializer.PlanOf<T>().Encode(graph)).Message);

    private sealed class OwnComparer : IEqualityComparer<string>, IComparer<string>
    {
        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj) => 0;

        public int Compare(string? x, string? y) => string.CompareOrdinal(y, x);
    }

    private sealed class OwnUri(string text) : Uri(text);
}
