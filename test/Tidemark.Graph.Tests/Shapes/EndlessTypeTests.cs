namespace Tidemark.Graph.Tests.Shapes;

/// <summary>Generic types that reach ever larger ones of their own.</summary>
public sealed class EndlessTypeTests
{
    private readonly GraphSerializer _serializer = new();

    public static TheoryData<string> Names => [.. Plans.Keys];

    private static Dictionary<string, Action<GraphSerializer>> Plans { get; } = new()
    {
        ["a class of lists"] = serializer => serializer.PlanOf<Nest<int>>(),
        ["two classes in turn"] = serializer => serializer.PlanOf<There<int>>(),
        ["an immutable class"] = serializer => serializer.PlanOf<Fixed<int>>(),
        ["arguments that double"] = serializer => serializer.PlanOf<Doubling<int>>(),
        ["three ways at once"] = serializer => serializer.PlanOf<Branching<int>>(),
        ["a collection of itself"] = serializer => serializer.PlanOf<Heap<int>>(),
        ["a struct in arrays"] = serializer => serializer.PlanOf<Cell<int>>(),
        ["a member of another type"] = serializer => serializer.PlanOf<Holder>(),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_type_that_never_ends_is_refused_by_path(string name)
    {
        var refused = Assert.Throws<GraphException>(() => Plans[name](_serializer));

        Assert.Contains("ever larger arguments never ends", refused.Message);
        Assert.InRange(refused.Message.Length, 1, 700);
        Assert.NotNull(_serializer.PlanOf<List<int>>());
    }

    [Fact]
    public void A_refusal_says_where_the_types_begin_to_grow()
    {
        var refused = Assert.Throws<GraphException>(() => _serializer.PlanOf<Holder>());

        Assert.StartsWith("Inner.Deeper.Deeper", refused.Path);
    }

    [Fact]
    public void Whether_such_a_type_can_change_is_answered_all_the_same()
    {
        Assert.False(_serializer.IsImmutable(typeof(Fixed<int>)));
        Assert.False(_serializer.IsImmutable(typeof(Doubling<int>)));
        Assert.False(_serializer.IsImmutable(typeof(FixedBranching<int>)));
    }

    [Fact]
    public void A_class_that_is_a_collection_of_itself_is_kept()
    {
        var plan = _serializer.PlanOf<Menu>();
        var menu = new Menu { Title = "top" };
        menu.Add(new Menu { Title = "below" });
        menu[0].Add(menu);

        var copy = plan.Decode(plan.Encode(menu));

        Assert.Equal("below", copy[0].Title);
        Assert.Same(copy, copy[0][0]);
    }

    public sealed class Nest<T>
    {
        public T? Value { get; set; }

        public Nest<List<T>>? Deeper { get; set; }
    }

    public sealed class Holder
    {
        public Nest<int>? Inner { get; set; }
    }

    public sealed class There<T>
    {
        public Back<T[]>? Next { get; set; }
    }

    public sealed class Back<T>
    {
        public There<T>? Next { get; set; }
    }

    public sealed record Fixed<T>(T? Value, Fixed<List<T>>? Deeper);

    public sealed record FixedBranching<T>(FixedBranching<T?[]>? One, FixedBranching<Tuple<T>>? Two, FixedBranching<(T, int)>? Three);

    public sealed class Doubling<T>
    {
        public Doubling<(T, T)>? Deeper { get; set; }
    }

    public sealed class Branching<T>
    {
        public Branching<List<T>>? One { get; set; }

        public Branching<T[]>? Two { get; set; }

        public Branching<HashSet<T>>? Three { get; set; }
    }

    public sealed class Heap<T> : List<Place<T>>;

    public sealed class Place<T>
    {
        public Heap<List<T>>? Deeper { get; set; }
    }

    public struct Cell<T>
    {
        public Cell<T[]>[] Deeper;
    }

    public sealed class Menu : List<Menu>
    {
        public string Title { get; set; } = "";
    }
}
