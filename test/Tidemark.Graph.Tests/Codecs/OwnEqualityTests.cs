using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Tidemark.Graph.Tests.Codecs;

/// <summary>Elements and keys whose equality, hash code or order somebody wrote.</summary>
public sealed class OwnEqualityTests
{
    private readonly GraphSerializer _serializer = new(new GraphOptions { KnownTypes = { typeof(Tag) } });

    [Fact]
    public void An_element_that_equals_another_but_sorts_elsewhere_is_one_more()
    {
        Changes(() => new SortedSet<Position> { new("a", 1), new("b", 1), new("c", 1) }, set => set.Add(new("a", 0)));
        Changes(() => new SortedSet<Position> { new("a", 1), new("a", 2), new("b", 1), new("c", 1) }, set => set.Remove(new("b", 1)));
        Changes(() => new SortedDictionary<Position, int> { [new("a", 1)] = 1, [new("b", 1)] = 2 }, all => all.Add(new("a", 0), 3));
        Changes(() => new SortedList<Position, int> { [new("a", 1)] = 1, [new("b", 1)] = 2 }, all => all.Add(new("a", 0), 3));
        Changes(
            () => new List<SortedSet<Position>> { new() { new("a", 1) }, new() { new("b", 1) } },
            all => all[1].UnionWith([new("b", 0), new("b", 3), new("b", 2)]));
        Changes(() => new Holder<ImmutableSortedSet<Position>>([new("a", 1), new("b", 1)]), held => held.Value = held.Value.Add(new("a", 0)));
        Changes(
            () => new Holder<ImmutableSortedDictionary<Position, int>>(ImmutableSortedDictionary<Position, int>.Empty.Add(new("a", 1), 1)),
            held => held.Value = held.Value.Add(new("a", 0), 2));
    }

    [Fact]
    public void Many_elements_that_equal_each_other_come_and_go() => Changes(
        () => new SortedSet<Position>(Enumerable.Range(0, 20).Select(i => new Position("a", i * 3))),
        set =>
        {
            for (var i = 0; i < 20; i++)
                set.Add(new Position("a", (i * 2) + 1));
            set.RemoveWhere(position => position.Sequence % 5 == 0);
        });

    [Fact]
    public void What_comes_into_a_sorted_collection_is_a_small_patch_with_its_path()
    {
        var plan = _serializer.PlanOf<SortedDictionary<int, Item>>();
        var live = new SortedDictionary<int, Item>(Enumerable.Range(0, 500).ToDictionary(i => i * 2, i => new Item { Number = i }));
        var baseline = plan.Encode(live);
        live.Add(501, new Item { Word = "came" });
        live.Remove(100);
        live[900].Number = 7;

        var found = plan.Compare(live, baseline);

        Assert.Equal(["", "[450].Number"], found.Changes.Order(StringComparer.Ordinal));
        Assert.InRange(found.Patch!.Bytes.Length, 1, 80);
        Assert.Equal(plan.Encode(live), found.Patch.Apply(baseline));
    }

    [Fact]
    public void Elements_that_were_made_equal_in_place_are_refused_by_path_with_the_remedy()
    {
        Refuses(new HashSet<Tag> { new("red"), new("blue") }, Rename);
        Refuses(new HashSet<Tag> { new("red"), new("blue") }.ToFrozenSet(), Rename);
        Refuses(ImmutableHashSet.Create(new Tag("red"), new Tag("blue")), Rename);
        Refuses(new ReadOnlySet<Tag>(new HashSet<Tag> { new("red"), new("blue") }), Rename);
        Refuses(new SortedSet<Tag> { new("red"), new("blue") }, Rename);
        Refuses(ImmutableSortedSet.Create(new Tag("red"), new Tag("blue")), Rename);
        Refuses(new ByTag { new("red"), new("blue") }, Rename);
        Refuses(new Dictionary<Tag, int> { [new("red")] = 1, [new("blue")] = 2 }, all => Rename(all.Keys));
        Refuses(new OrderedDictionary<Tag, int> { [new("red")] = 1, [new("blue")] = 2 }, all => Rename(all.Keys));
        Refuses(new SortedDictionary<Tag, int> { [new("red")] = 1, [new("blue")] = 2 }, all => Rename(all.Keys));
        Refuses(new SortedList<Tag, int> { [new("red")] = 1, [new("blue")] = 2 }, all => Rename(all.Keys));
        Refuses(new Hashtable { [new Tag("red")] = 1, [new Tag("blue")] = 2 }, all => Rename(all.Keys.Cast<Tag>()));
        Refuses(new HashSet<object> { new Tag("red"), 1, "x", new Tag("blue") }, all => Rename(all.OfType<Tag>()));
        Refuses(new HashSet<(Tag, int)> { (new("red"), 1), (new("blue"), 1) }, all => Rename(all.Select(pair => pair.Item1)));
    }

    [Fact]
    public void Elements_of_a_class_that_is_equal_by_reference_but_has_an_order_are_refused_where_it_decides()
    {
        Refuses(new SortedSet<Rank> { new("a"), new("b") }, Level);
        Refuses(new SortedDictionary<Rank, int> { [new("a")] = 1, [new("b")] = 2 }, all => Level(all.Keys));
        Refuses(new SortedList<Rank, int> { [new("a")] = 1, [new("b")] = 2 }, all => Level(all.Keys));
        Refuses(ImmutableSortedDictionary<Rank, int>.Empty.Add(new("a"), 1).Add(new("b"), 2), all => Level(all.Keys));

        Changes(() => new HashSet<Rank> { new("a"), new("b") }, Level);
        Changes(() => new Dictionary<Rank, int> { [new("a")] = 1, [new("b")] = 2 }, all => Level(all.Keys));
    }

    [Fact]
    public void Elements_that_differ_in_what_is_no_state_are_refused_at_once()
    {
        var set = new Holder<HashSet<Labelled>>([new Labelled("a") { Label = "x" }, new Labelled("a") { Label = "y" }]);

        var refused = Assert.Throws<GraphException>(() => _serializer.PlanOf<Holder<HashSet<Labelled>>>().Encode(set));

        Assert.Equal("Value", refused.Path);
        Assert.Contains("[SessionIgnore]", refused.Message);
    }

    [Fact]
    public void An_element_whose_hash_code_needs_what_is_no_state_is_refused()
    {
        var set = new HashSet<Needy> { new() { Label = "x" } };

        Assert.IsType<GraphFormatException>(Assert.Throws<GraphException>(() => _serializer.PlanOf<HashSet<Needy>>().Encode(set)).InnerException);
    }

    [Fact]
    public void An_element_that_is_changed_elsewhere_in_the_graph_is_refused_where_it_is_an_element()
    {
        var tags = new Tag[] { new("red"), new("blue") };
        var graph = new Holder<(List<Tag> All, HashSet<Tag> Chosen)>(([.. tags], [.. tags]));
        var plan = _serializer.PlanOf<Holder<(List<Tag> All, HashSet<Tag> Chosen)>>();
        var baseline = plan.Encode(graph);
        tags[0].Name = "blue";

        Assert.Equal("Value.Item2", Assert.Throws<GraphException>(() => plan.Compare(graph, baseline)).Path);
        tags[0].Name = "green";
        Assert.Equal(["Value.Item1[0].Name"], plan.Compare(graph, baseline).Changes);
    }

    [Fact]
    public void An_element_that_was_removed_changed_and_added_again_is_kept()
    {
        var tags = new Tag[] { new("red"), new("blue") };
        Changes(() => new HashSet<Tag>(tags), set =>
        {
            set.Remove(tags[0]);
            tags[0].Name = "green";
            set.Add(tags[0]);
        });
    }

    [Fact]
    public void Equality_that_somebody_wrote_costs_an_unchanged_graph_nothing()
    {
        var plan = _serializer.PlanOf<HashSet<Tag>>();
        var set = new HashSet<Tag> { new("red"), new("blue") };
        var baseline = plan.Encode(set);
        plan.Compare(set, baseline);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.True(plan.Compare(set, baseline).IsSame);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Rename(IEnumerable<Tag> tags)
    {
        foreach (var tag in tags)
            tag.Name = "red";
    }

    private static void Level(IEnumerable<Rank> ranks)
    {
        foreach (var rank in ranks)
            rank.Name = "c";
    }

    private void Changes<T>(Func<T> make, Action<T> change)
    {
        var plan = _serializer.PlanOf<T>();
        var live = make();
        var baseline = plan.Encode(live);
        change(live);

        var found = plan.Compare(live, baseline);
        var after = found.Patch?.Apply(baseline) ?? found.Whole!.Value.ToArray();

        Assert.Equal(plan.Encode(live), after);
        Assert.Equal(plan.Encode(live), plan.Encode(plan.Decode(after)));
    }

    // By the encode of what is so from the start, and by the compare of what became so.
    private void Refuses<T>(T collection, Action<T> change)
    {
        var plan = _serializer.PlanOf<Holder<T>>();
        var graph = new Holder<T>(collection);
        var baseline = plan.Encode(graph);
        change(collection);

        foreach (var verb in (Action[])[() => plan.Encode(graph), () => plan.Compare(graph, baseline)])
        {
            var refused = Assert.Throws<GraphException>(verb);
            Assert.Equal("Value", refused.Path);
            Assert.Contains("add it again", refused.Message);
        }
    }

    private sealed class Holder<T>(T value)
    {
        public T Value { get; set; } = value;
    }

    private readonly struct Position(string name, int sequence) : IComparable<Position>, IEquatable<Position>
    {
        public string Name { get; } = name;

        public int Sequence { get; } = sequence;

        public int CompareTo(Position other) =>
            string.CompareOrdinal(Name, other.Name) is var order and not 0 ? order : Sequence.CompareTo(other.Sequence);

        public bool Equals(Position other) => Name == other.Name;

        public override bool Equals(object? obj) => obj is Position other && Equals(other);

        public override int GetHashCode() => Name.Length;
    }

    private sealed class Tag(string name) : IComparable<Tag>
    {
        public string Name { get; set; } = name;

        public int CompareTo(Tag? other) => string.CompareOrdinal(Name, other?.Name);

        public override bool Equals(object? obj) => obj is Tag other && other.Name == Name;

        public override int GetHashCode() => Name.Length;
    }

    private sealed class Rank(string name) : IComparable<Rank>
    {
        public string Name { get; set; } = name;

        public int CompareTo(Rank? other) => string.CompareOrdinal(Name, other?.Name);
    }

    private sealed record Labelled(string Name)
    {
        [SessionIgnore]
        public string? Label { get; init; }
    }

    private sealed class Needy
    {
        [SessionIgnore]
        public string? Label { get; init; }

        public override bool Equals(object? obj) => obj is Needy other && other.Label == Label;

        public override int GetHashCode() => Label!.Length;
    }

    private sealed class ByTag : KeyedCollection<Tag, Tag>
    {
        protected override Tag GetKeyForItem(Tag item) => item;
    }
}
