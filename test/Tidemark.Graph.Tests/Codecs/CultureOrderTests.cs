using System.Collections.Immutable;
using System.Globalization;

namespace Tidemark.Graph.Tests.Codecs;

/// <summary>Sorted collections, and requests of several cultures.</summary>
public sealed class CultureOrderTests
{
    private static readonly CultureInfo[] Cultures = [new("en-US"), new("da-DK"), new("ja-JP"), new("tr-TR"), CultureInfo.InvariantCulture];

    private readonly GraphSerializer _serializer = new();

    [Fact]
    public void An_order_by_the_current_culture_is_refused_with_the_remedy()
    {
        Refuses(new SortedDictionary<string, int>(), "StringComparer.Ordinal");
        Refuses(new SortedList<string, int>(), "StringComparer.Ordinal");
        Refuses(new SortedSet<string>(), "StringComparer.Ordinal");
        Refuses(ImmutableSortedSet<string>.Empty, "StringComparer.Ordinal");
        Refuses(ImmutableSortedDictionary<string, int>.Empty, "StringComparer.Ordinal");
        Refuses(new PriorityQueue<int, string>(), "StringComparer.Ordinal");
        Refuses(new SortedSet<(int, string)>(), "string.CompareOrdinal");
        Refuses(new SortedDictionary<Tuple<string>, int>(), "string.CompareOrdinal");
        Refuses(new SortedSet<object> { "a", "b" }, "StringComparer.Ordinal");
        Refuses(new SortedDictionary<IComparable, int> { [(1, "a")] = 1 }, "string.CompareOrdinal");
        Refuses(new PriorityQueue<int, object>([(1, "a")]), "StringComparer.Ordinal");
    }

    [Fact]
    public void A_comparer_of_a_culture_is_refused_with_the_remedy() => In("da-DK", () =>
    {
        Refuses(new SortedSet<string>(StringComparer.CurrentCulture), "StringComparer.Ordinal");
        Refuses(new SortedSet<string>(StringComparer.Create(new CultureInfo("ja-JP"), ignoreCase: true)), "StringComparer.Ordinal");
        Refuses(new HashSet<string>(StringComparer.CurrentCultureIgnoreCase), "StringComparer.Ordinal");
        Refuses(new SortedSet<string>(CultureInfo.CurrentCulture.CompareInfo.GetStringComparer(CompareOptions.None)), "StringComparer.Ordinal");
    });

    [Fact]
    public void An_order_that_is_no_text_s_is_kept()
    {
        var plan = _serializer.PlanOf<SortedSet<object>>();

        Assert.Equal([1, 2], plan.Decode(plan.Encode([2, 1])));
        Assert.Equal(3, _serializer.PlanOf<SortedSet<(int, DateTime)>>() is var pairs
            ? pairs.Decode(pairs.Encode([(1, default), (2, default), (3, default)])).Count : 0);
    }

    [Fact]
    public void Sorted_text_with_a_comparer_of_its_own_is_the_same_in_every_culture()
    {
        string[] names = ["Aalborg", "Zealand", "zebra", "\u00c5rhus", "\u306f", "\u30cf", "i", "I", "\u0130", "\u0131", "co-op", "coop"];
        foreach (var comparer in (StringComparer[])[StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase, StringComparer.InvariantCulture])
        {
            foreach (var culture in Cultures)
                In(culture.Name, () => Survives(new SortedSet<string>(names, comparer)));
        }

        void Survives(SortedSet<string> set)
        {
            var plan = _serializer.PlanOf<SortedSet<string>>();
            var baseline = plan.Encode(set);
            foreach (var culture in Cultures)
            {
                In(culture.Name, () =>
                {
                    var copy = plan.Decode(baseline);
                    Assert.Equal(set, copy);
                    Assert.True(plan.Compare(copy, baseline).IsSame);
                    Assert.False(copy.Add("Aalborg"));
                    copy.Add("between");
                    Assert.Equal(plan.Encode(copy), plan.Compare(copy, baseline).Patch!.Apply(baseline));
                });
            }
        }
    }

    [Fact]
    public void Text_that_was_stored_in_the_order_of_a_culture_is_read_in_one_that_is_the_same_everywhere()
    {
        var plan = _serializer.PlanOf<SortedSet<string>>();
        var stored = plan.Encode(new(StringComparer.Ordinal) { "a", "B" });
        var comparerAt = Array.LastIndexOf(stored, (byte)1, stored.Length - 6);
        stored[comparerAt] = 0;

        var read = plan.Decode(stored);

        Assert.Equal(["B", "a"], read);
        Assert.Same(StringComparer.Ordinal, read.Comparer);
        Assert.False(plan.Compare(read, stored).IsSame);
    }

    [Fact]
    public void Keys_that_sort_themselves_by_culture_come_back_in_every_culture()
    {
        string[] names = ["Aalborg", "Zealand", "\u00c5rhus", "\u306f", "\u30cf", "b"];
        Survive(() => new SortedSet<Name>(names.Select(name => new Name(name))), set => set.Select(key => key.ToString()));
        Survive(() => ImmutableSortedSet.CreateRange(names.Select(name => new Name(name))), set => set.Select(key => key.ToString()));
        Survive(() => Filled(new SortedDictionary<Name, int>()), all => all.Keys.Select(key => key.ToString()));
        Survive(() => Filled(new SortedList<Name, int>()), all => all.Keys.Select(key => key.ToString()));
        Survive(() => names.ToImmutableSortedDictionary(name => new Name(name), _ => 1), all => all.Keys.Select(key => key.ToString()));
        Survive(() => new SortedSet<MutableName>(names.Select(name => new MutableName { Text = name })), set => set.Select(key => key.ToString()));
        Survive(
            () => ImmutableSortedSet.CreateRange(names.Select(name => new MutableName { Text = name })), set => set.Select(key => key.ToString()));

        // What the culture of the moment does not tell apart is no key of its own.
        TDictionary Filled<TDictionary>(TDictionary all) where TDictionary : IDictionary<Name, int>
        {
            foreach (var name in names)
                all[new Name(name)] = 1;
            return all;
        }
    }

    private void Survive<T>(Func<T> make, Func<T, IEnumerable<string>> texts)
    {
        var plan = _serializer.PlanOf<Box<T>>();
        foreach (var culture in Cultures)
        {
            In(culture.Name, () =>
            {
                var live = make();
                var stored = plan.Encode(new Box<T> { Value = live });
                foreach (var other in Cultures)
                    In(other.Name, () => Assert.Equal(Sorted(texts(live)), Sorted(texts(plan.Decode(stored).Value!))));
            });
        }
    }

    private static string[] Sorted(IEnumerable<string> texts) => [.. texts.Order(StringComparer.Ordinal)];

    private static void In(string culture, Action act)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            act();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private void Refuses<T>(T collection, string remedy)
    {
        var plan = _serializer.PlanOf<Box<T>>();
        var refused = Assert.Throws<GraphException>(() => plan.Encode(new Box<T> { Value = collection }));

        Assert.Equal("Value", refused.Path);
        Assert.Contains(remedy, refused.Message);
    }

    private readonly record struct Name(string Text) : IComparable<Name>
    {
        public int CompareTo(Name other) => string.Compare(Text, other.Text, StringComparison.CurrentCulture);

        public override string ToString() => Text;
    }

    private sealed class MutableName : IComparable<MutableName>
    {
        public required string Text { get; set; }

        public int CompareTo(MutableName? other) => string.Compare(Text, other?.Text, StringComparison.CurrentCulture);

        public override string ToString() => Text;
    }

    private sealed class Box<T>
    {
        public T? Value { get; set; }
    }
}
