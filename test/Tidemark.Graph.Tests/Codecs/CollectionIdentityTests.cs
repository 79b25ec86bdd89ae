using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Net;

namespace Tidemark.Graph.Tests.Codecs;

public sealed class CollectionIdentityTests
{
    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void A_wrapper_still_shows_the_list_it_wraps()
    {
        var list = new List<int> { 1 };
        var copy = Copy(new Views { List = list, ReadOnly = list.AsReadOnly(), Collection = new Collection<int>(list) });

        copy.List.Add(2);

        Assert.Equal([1, 2], copy.ReadOnly);
        Assert.Equal([1, 2], copy.Collection);
    }

    [Fact]
    public void A_read_only_view_still_tells_of_changes()
    {
        var observed = new ObservableCollection<int> { 1 };
        var copy = Copy(new Observed { View = new ReadOnlyObservableCollection<int>(observed), Source = observed });
        var changes = 0;
        ((System.Collections.Specialized.INotifyCollectionChanged)copy.View).CollectionChanged += (_, _) => changes++;

        copy.Source.Add(2);

        Assert.Equal(1, changes);
        Assert.Equal([1, 2], copy.View);
    }

    [Fact]
    public void A_collection_may_hold_itself()
    {
        var list = new List<object>();
        list.Add(list);
        var set = new HashSet<object> { list };
        list.Add(set);

        var copy = Copy(list);

        Assert.Same(copy, copy[0]);
        Assert.Contains(copy, Assert.IsType<HashSet<object>>(copy[1]));
    }

    [Fact]
    public void Keys_that_hash_their_content_are_found_however_deep_they_lie()
    {
        var root = new Level();
        var level = root;
        for (var i = 0; i < 200; i++)
        {
            var point = new Point { X = i, Label = "p" };
            level.Set.Add(point);
            level.Map[point] = i;
            level.Immutable = level.Immutable.Add(point);
            level.ImmutableMap = level.ImmutableMap.Add(point, i);
            level = level.Next = new Level();
        }

        var copy = Copy(root);

        for (var i = 0; i < 200; i++, copy = copy.Next!)
        {
            var point = new Point { X = i, Label = "p" };
            Assert.Contains(point, copy.Set);
            Assert.Equal(i, copy.Map[point]);
            Assert.Contains(point, (IReadOnlySet<Point>)copy.Immutable);
            Assert.Equal(i, copy.ImmutableMap[point]);
            Assert.Same(copy.Set.Single(), copy.Immutable.Single());
        }
    }

    [Fact]
    public void A_frozen_set_of_objects_is_refused_where_they_could_not_be_hashed_when_it_is_read()
    {
        var shallow = new FrozenLevel { Points = new[] { new Point { X = 1 } }.ToFrozenSet() };
        Assert.Contains(new Point { X = 1 }, (IReadOnlySet<Point>)Copy(shallow).Points!);
        for (var i = 0; i < 100; i++)
            shallow = new FrozenLevel { Next = shallow, Points = new[] { new Point { X = i } }.ToFrozenSet() };

        var refused = Assert.Throws<GraphException>(() => _serializer.PlanOf<FrozenLevel>().Encode(shallow));

        Assert.Contains("Use a HashSet", refused.Message);
    }

    [Fact]
    public void Types_that_hide_their_subclasses_may_stand_in_slots_of_object()
    {
        var things = new List<object>
        {
            new[] { "a", "b" }.ToFrozenSet(),
            new Dictionary<int, int> { [1] = 2 }.ToFrozenDictionary(),
            IPAddress.Loopback, new Uri("http://a/"),
        };

        var copy = Copy(things);

        Assert.True(((FrozenSet<string>)copy[0]).SetEquals(["a", "b"]));
        Assert.Equal(2, ((FrozenDictionary<int, int>)copy[1])[1]);
        Assert.Equal(IPAddress.Loopback, copy[2]);
        Assert.Equal(things[3], copy[3]);
    }

    private T Copy<T>(T graph)
    {
        var plan = _serializer.PlanOf<T>();
        var bytes = plan.Encode(graph);
        var copy = plan.Decode(bytes);
        Assert.Null(plan.Compare(copy, bytes).FirstDifference);
        Assert.Null(plan.Compare(graph, bytes).FirstDifference);
        return copy;
    }

    private sealed class Views
    {
        public required ReadOnlyCollection<int> ReadOnly { get; init; }

        public required Collection<int> Collection { get; init; }

        public required List<int> List { get; init; }
    }

    private sealed class Observed
    {
        public required ReadOnlyObservableCollection<int> View { get; init; }

        public required ObservableCollection<int> Source { get; init; }
    }

    private sealed class Level
    {
        public HashSet<Point> Set { get; } = [];

        public Dictionary<Point, int> Map { get; } = [];

        public ImmutableHashSet<Point> Immutable { get; set; } = [];

        public ImmutableDictionary<Point, int> ImmutableMap { get; set; } = ImmutableDictionary<Point, int>.Empty;

        public Level? Next { get; set; }
    }

    private sealed class FrozenLevel
    {
        public FrozenSet<Point>? Points { get; init; }

        public FrozenLevel? Next { get; init; }
    }

    private sealed class Point : IEquatable<Point>
    {
        public int X { get; set; }

        public string Label { get; set; } = "";

        public bool Equals(Point? other) => other is not null && other.X == X && other.Label == Label;

        public override bool Equals(object? obj) => Equals(obj as Point);

        public override int GetHashCode() => HashCode.Combine(X, Label.Length);
    }
}
