using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Shapes;

/// <summary>Slots that are declared as an interface of a collection: the commonest members of models.</summary>
public sealed class CollectionInterfaceTests
{
    private static readonly Line[] Two = [new() { Sku = "a" }, new() { Sku = "b" }];

    /// <summary>Each with a collection that it may hold. The type of the elements is declared nowhere else.</summary>
    public static TheoryData<string> Slots => [.. Subjects.Keys];

    private static Dictionary<string, Action> Subjects { get; } = Make();

    [Theory]
    [MemberData(nameof(Slots))]
    public void A_collection_in_a_slot_of_an_interface_is_kept(string slot) => Subjects[slot]();

    [Fact]
    public void Elements_of_the_elements_are_kept_too()
    {
        var plan = new GraphSerializer().PlanOf<Nested>();
        var nested = new Nested { ByDay = { [1] = new List<Line> { Two[0] }, [2] = new Line[] { Two[1], Two[0] } }, Anything = new List<IList<Line>> { Two } };
        var bytes = plan.Encode(nested);

        var copy = plan.Decode(bytes);

        Assert.Same(copy.ByDay[1][0], copy.ByDay[2][1]);
        Assert.Equal("b", Assert.IsType<List<IList<Line>>>(copy.Anything)[0][1].Sku);
        copy.ByDay[2][1].Sku = "changed";
        Assert.Equal("ByDay[0][0].Sku", plan.Compare(copy, bytes).FirstDifference);
        Assert.True(plan.IsSame(nested, bytes));
    }

    [Fact]
    public void What_extends_such_an_interface_names_its_elements_too()
    {
        var options = new GraphOptions { KnownTypes = { typeof(LineSource) } };
        var plan = new GraphSerializer(options).PlanOf<Sources>();

        var copy = plan.Decode(plan.Encode(new Sources { Source = new LineSource { Held = Two } }));

        Assert.Equal(["a", "b"], copy.Source!.Select(line => line.Sku));
    }

    [Fact]
    public void A_generic_interface_can_name_the_generic_class_that_stands_in_it()
    {
        var plan = new GraphSerializer().PlanOf<Holder<IPage<Line>>>();

        var copy = plan.Decode(plan.Encode(new Holder<IPage<Line>> { Value = new Page<Line> { Held = Two } }));

        Assert.Equal(["a", "b"], copy.Value!.Select(line => line.Sku));
        var open = new GraphOptions { KnownTypes = { typeof(Page<>) } };
        Assert.Contains("without its arguments", Assert.Throws<GraphException>(() => new GraphSerializer(open).PlanOf<Line>()).Message);
    }

    [Fact]
    public void A_type_that_was_composed_at_run_time_is_read_again_however_deep_it_nests()
    {
        var plan = new GraphSerializer().PlanOf<Order>();
        var type = typeof(int);
        for (var depth = 0; depth < 40; depth++)
        {
            type = depth % 2 == 0 ? typeof(List<>).MakeGenericType(type) : typeof(IReadOnlyCollection<>).MakeGenericType(type);
            if (type.IsInterface)
                continue;
            var order = new Order { Anything = Activator.CreateInstance(type) };
            try
            {
                Assert.IsType(type, plan.Decode(plan.Encode(order)).Anything);
            }
            catch (GraphException refused)
            {
                Assert.Equal("Anything", refused.Path);
                Assert.Contains("nest", refused.Message);
            }
        }
    }

    [Fact]
    public void A_refusal_names_the_element_that_is_not_registered_and_not_the_collection()
    {
        var plan = new GraphSerializer().PlanOf<Order>();

        var refused = Assert.Throws<GraphException>(() => plan.Encode(new Order { Anything = new Dictionary<string, List<Line>>() }));

        Assert.StartsWith("At Order.Anything: Line cannot be session state: it stands where another type is declared", refused.Message);
        Assert.Contains("Add typeof(Line) to GraphOptions.KnownTypes", refused.Message);
        Assert.DoesNotContain("framework", refused.Message);
        Assert.DoesNotContain("[SessionDerivedType", refused.Message);
    }

    [Theory]
    [InlineData("Select")]
    [InlineData("OrderBy")]
    [InlineData("GroupBy")]
    [InlineData("Range")]
    [InlineData("yield")]
    [InlineData("Keys")]
    [InlineData("Values")]
    [InlineData("ToLookup")]
    [InlineData("Reverse")]
    [InlineData("AsQueryable")]
    public void A_query_in_such_a_slot_is_refused_with_a_remedy_that_works(string query)
    {
        var plan = new GraphSerializer().PlanOf<Holder<IEnumerable>>();
        var byName = new Dictionary<int, string> { [1] = "one" };
        IEnumerable lazy = query switch
        {
            "Select" => new List<int> { 1 }.Select(number => number + 1),
            "OrderBy" => Enumerable.Range(0, 3).OrderBy(number => -number),
            "GroupBy" => Enumerable.Range(0, 3).GroupBy(number => number % 2),
            "Range" => Enumerable.Range(0, 3),
            "yield" => Numbers(),
            "Keys" => byName.Keys,
            "Values" => byName.Values,
            "ToLookup" => Enumerable.Range(0, 3).ToLookup(number => number % 2),
            "Reverse" => Enumerable.Reverse(Enumerable.Range(0, 3)),
            _ => new[] { 1 }.AsQueryable(),
        };

        var refused = Assert.Throws<GraphException>(() => plan.Encode(new Holder<IEnumerable> { Value = lazy }));

        Assert.Equal("Value", refused.Path);
        Assert.Contains("ToList()", refused.Message);
        if (query != "ToLookup" && query != "GroupBy")
            Assert.NotNull(plan.Decode(plan.Encode(new Holder<IEnumerable> { Value = lazy.Cast<object>().ToList() })).Value);
    }

    private static Dictionary<string, Action> Make()
    {
        var byNumber = new Dictionary<int, Line> { [1] = Two[0], [2] = Two[1] };
        var subjects = new Dictionary<string, Action>();
        foreach (var (name, lines) in new (string, IEnumerable<Line>)[]
        {
            ("List", Two.ToList()), ("array", Two), ("Collection", new Collection<Line>(Two.ToList())), ("AsReadOnly", Two.AsReadOnly()),
            ("ObservableCollection", new ObservableCollection<Line>(Two)), ("ImmutableArray", Two.ToImmutableArray()),
            ("ImmutableList", Two.ToImmutableList()), ("ArraySegment", new ArraySegment<Line>(Two, 0, 2)), ("empty", new List<Line>()),
        })
        {
            subjects[$"IList of {name}"] = () => IsKept<IList<Line>, Line>((IList<Line>)lines);
            subjects[$"ICollection of {name}"] = () => IsKept<ICollection<Line>, Line>((ICollection<Line>)lines);
            subjects[$"IEnumerable of {name}"] = () => IsKept<IEnumerable<Line>, Line>(lines);
            subjects[$"IReadOnlyList of {name}"] = () => IsKept<IReadOnlyList<Line>, Line>((IReadOnlyList<Line>)lines);
            subjects[$"IReadOnlyCollection of {name}"] = () => IsKept<IReadOnlyCollection<Line>, Line>((IReadOnlyCollection<Line>)lines);
        }

        IReadOnlyList<Line> written = [Two[0], Two[1]];
        IEnumerable<Line> single = [Two[0]];
        subjects["IReadOnlyList of a collection expression"] = () => IsKept<IReadOnlyList<Line>, Line>(written);
        subjects["IEnumerable of a collection expression"] = () => IsKept<IEnumerable<Line>, Line>(single);
        subjects["IEnumerable of Queue"] = () => IsKept<IEnumerable<Line>, Line>(new Queue<Line>(Two));
        subjects["IEnumerable of Stack"] = () => IsKept<IEnumerable<Line>, Line>(new Stack<Line>(Two));
        subjects["IEnumerable of LinkedList"] = () => IsKept<IEnumerable<Line>, Line>(new LinkedList<Line>(Two));
        subjects["ISet of HashSet"] = () => IsKept<ISet<Line>, Line>(new HashSet<Line>(Two));
        subjects["IReadOnlySet of FrozenSet"] = () => IsKept<IReadOnlySet<Line>, Line>(Two.ToFrozenSet());
        subjects["IReadOnlySet of ReadOnlySet"] = () => IsKept<IReadOnlySet<Line>, Line>(new ReadOnlySet<Line>(new HashSet<Line>(Two)));
        subjects["IImmutableList"] = () => IsKept<IImmutableList<Line>, Line>(Two.ToImmutableList());
        subjects["IImmutableQueue"] = () => IsKept<IImmutableQueue<Line>, Line>(ImmutableQueue.CreateRange(Two));
        subjects["IImmutableDictionary"] = () => IsKept<IImmutableDictionary<int, Line>, KeyValuePair<int, Line>>(byNumber.ToImmutableDictionary());
        subjects["IDictionary of Dictionary"] = () => IsKept<IDictionary<int, Line>, KeyValuePair<int, Line>>(byNumber);
        subjects["IDictionary of SortedList"] = () => IsKept<IDictionary<int, Line>, KeyValuePair<int, Line>>(new SortedList<int, Line>(byNumber));
        subjects["IReadOnlyDictionary of Dictionary"] = () => IsKept<IReadOnlyDictionary<int, Line>, KeyValuePair<int, Line>>(byNumber);
        subjects["IReadOnlyDictionary of ReadOnlyDictionary"] =
            () => IsKept<IReadOnlyDictionary<int, Line>, KeyValuePair<int, Line>>(byNumber.AsReadOnly());
        subjects["IReadOnlyDictionary of FrozenDictionary"] =
            () => IsKept<IReadOnlyDictionary<int, Line>, KeyValuePair<int, Line>>(byNumber.ToFrozenDictionary());
        subjects["Collection of ObservableCollection"] = () => IsKept<Collection<Line>, Line>(new ObservableCollection<Line>(Two));
        return subjects;
    }

    private static void IsKept<TSlot, T>(TSlot collection) where TSlot : class, IEnumerable<T>
    {
        var plan = new GraphSerializer().PlanOf<Holder<TSlot>>();
        var holder = new Holder<TSlot> { Value = collection };
        var bytes = plan.Encode(holder);

        var copy = plan.Decode(bytes);

        Assert.Equal(Skus(collection), Skus(copy.Value!));
        Assert.True(plan.IsSame(holder, bytes));
        Assert.True(plan.IsSame(copy, bytes));
        if (!collection.Any())
            return;
        LinesIn<T>(copy.Value!).First().Sku = "changed";

        // A set names its elements as a whole: they have no place in it.
        var path = plan.Compare(copy, bytes).FirstDifference;
        Assert.EndsWith(copy.Value is ISet<T> or IReadOnlySet<T> ? "Value" : ".Sku", path);
    }

    private static IEnumerable<string> Skus<T>(IEnumerable<T> collection) => LinesIn<T>(collection).Select(line => line.Sku).Order(StringComparer.Ordinal);

    private static IEnumerable<Line> LinesIn<T>(IEnumerable<T> collection) =>
        collection.Select(item => item is KeyValuePair<int, Line> entry ? entry.Value : (Line)(object)item!);

    private static IEnumerable<int> Numbers()
    {
        yield return 1;
    }

    public sealed class Line
    {
        public string Sku { get; set; } = "";
    }

    public sealed class Holder<T> where T : class
    {
        public T? Value { get; set; }
    }

    public sealed class Nested
    {
        public IDictionary<int, IList<Line>> ByDay { get; set; } = new Dictionary<int, IList<Line>>();

        public object? Anything { get; set; }
    }

    public interface ILines : IEnumerable<Line>;

    public sealed class LineSource : ILines
    {
        public object? Held { get; set; }

        public IEnumerator<Line> GetEnumerator() => ((IEnumerable<Line>)Held!).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    [SessionDerivedType(typeof(Page<>))]
    public interface IPage<T> : IEnumerable<T>;

    public sealed class Page<T> : IPage<T>
    {
        public IList<T> Held { get; set; } = [];

        public IEnumerator<T> GetEnumerator() => Held.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public sealed class Sources
    {
        public ILines? Source { get; set; }
    }
}
