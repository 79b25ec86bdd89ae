using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;

namespace Tidemark.Graph.Tests.Schemas;

/// <summary>One member whose type changed between two builds, for every change that is understood and for those that are not.</summary>
public sealed class RetypeTests
{
    [Fact]
    public void Integers_become_integers_that_hold_them()
    {
        Becomes(5, 5L);
        Becomes(5L, 5);
        Becomes((byte)200, (short)200);
        Becomes(-1, (sbyte)-1);
        Becomes(7u, (UInt128)7);
        Becomes(new BigInteger(7), 7);
        Becomes(7, new BigInteger(7));
        Becomes(long.MaxValue, (Int128)long.MaxValue);
        Refuses<int, byte>(300);
        Refuses<int, uint>(-1);
        Refuses<BigInteger, ulong>(BigInteger.MinusOne);
    }

    [Fact]
    public void Floating_point_numbers_widen_and_narrow_only_if_nothing_is_lost()
    {
        Becomes(1.1f, (double)1.1f);
        Becomes(0.5, 0.5f);
        Becomes(0.5, 0.5m);
        Becomes(0.1m, 0.1);
        Becomes(3, 3.0);
        Becomes(int.MaxValue, (float)int.MaxValue);
        Becomes(3.0, 3);
        Becomes(double.NaN, float.NaN);
        Refuses<double, float>(0.1);
        Refuses<double, int>(0.5);
        Refuses<double, decimal>(double.NaN);
        Refuses<double, long>(9223372036854775807d);
    }

    [Fact]
    public void A_value_becomes_a_nullable_one_and_back_unless_it_is_null()
    {
        Becomes<int, int?>(5, 5);
        Becomes<int?, int>(5, 5);
        Becomes<int?, long?>(null, null);
        Becomes<byte?, int>(5, 5);
        Becomes<int, object?>(5, 5);
        Becomes<DayOfWeek?, int?>(DayOfWeek.Friday, 5);
        var refused = Refuses<int?, int>(null);
        Assert.Equal(("Value", "null", "System.Int32"), (refused.Path, refused.Written, refused.Expected));
    }

    [Fact]
    public void An_enum_becomes_its_number_and_back()
    {
        Becomes(DayOfWeek.Friday, 5);
        Becomes(DayOfWeek.Friday, (byte)5);
        Becomes(5L, DayOfWeek.Friday);
        Becomes(OldColour.Blue, NewColour.Blue);
        Refuses<DayOfWeek, double>(DayOfWeek.Friday);
        Refuses<DayOfWeek, DateTimeKind>(DayOfWeek.Monday);
        Refuses<NewColour, OldColour>((NewColour)300);
    }

    [Fact]
    public void Sequences_become_each_other()
    {
        int[] three = [3, 1, 2];
        Becomes<List<int>, int[]>([.. three], three);
        Becomes<int[], List<long>>(three, [3, 1, 2]);
        Becomes<int[], HashSet<int>>([3, 1, 3], [3, 1]);
        Becomes<HashSet<int>, ImmutableArray<int>>([3, 1], [3, 1]);
        Becomes<ImmutableList<int>, Queue<int>>([3, 1], new([3, 1]));
        Becomes<List<int>, ImmutableHashSet<int>>([3, 1, 3], [3, 1], sorted: true);
        Becomes<List<int>, Collection<int>>([3, 1], [3, 1]);
        Becomes<ReadOnlyCollection<int>, int[]>(new([3, 1]), [3, 1]);
        Becomes<List<int>, ReadOnlyCollection<long>>([3, 1], new([3, 1]));
        Becomes<List<int>, IReadOnlyList<int>>([3, 1], new List<int> { 3, 1 });
        Becomes<List<int>, IList<long>>([3, 1], [3, 1]);
        Becomes<IReadOnlyList<int>, int[]>([3, 1], [3, 1]);
        Becomes<int[], ISet<long>>([3, 1], new HashSet<long> { 3, 1 });
        Becomes<List<int>, OwnNumbers>([3, 1], [3, 1]);
        Becomes<OwnNumbers, List<int>>([3, 1], [3, 1]);
        Becomes<OwnNumbers, int[]>([3, 1], [3, 1]);
        Becomes<SortedSet<string>, FrozenSet<string>>(new(StringComparer.Ordinal) { "a", "b" }, FrozenSet.Create("a", "b"), sorted: true);
        Becomes<int[,], long[,]>(new[,] { { 1, 2 } }, new long[,] { { 1, 2 } });
        Becomes<List<int?>, List<int>>([3], [3]);
        Refuses<List<int?>, List<int>>([3, null]);
        Refuses<int[,], int[]>(new[,] { { 1 } });
        Refuses<List<int>, Dictionary<int, int>>([1]);
    }

    [Fact]
    public void Dictionaries_become_each_other()
    {
        Becomes<Dictionary<string, int>, SortedDictionary<string, long>>(
            new() { ["b"] = 1, ["a"] = 2 }, new(StringComparer.Ordinal) { ["a"] = 2, ["b"] = 1 });
        Becomes<SortedList<int, string>, ImmutableDictionary<long, string>>(
            new() { [1] = "a" }, ImmutableDictionary<long, string>.Empty.Add(1, "a"));
        Becomes<Hashtable, Dictionary<string, object>>(new() { ["a"] = 1 }, new() { ["a"] = 1 });
        Becomes<ConcurrentDictionary<string, int>, ReadOnlyDictionary<string, int>>(
            new() { ["a"] = 1 }, new(new Dictionary<string, int> { ["a"] = 1 }));
        Becomes<Dictionary<string, int>, IReadOnlyDictionary<string, long>>(new() { ["a"] = 1 }, new Dictionary<string, long> { ["a"] = 1 });
        var ignoring = Becomes<Dictionary<string, int>, OrderedDictionary<string, int>>(
            new(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 }, new() { ["a"] = 1 });
        Assert.True(ignoring.ContainsKey("A"));
        Refuses<PriorityQueue<string, int>, Dictionary<string, int>>(new([("a", 1)]));
    }

    [Fact]
    public void A_key_that_stands_twice_is_damage_and_no_matter_of_types()
    {
        var (writer, reader) = (Builds.PlanOf<Old<Dictionary<int, int>>>(), Builds.PlanOf<New<Dictionary<long, int>>>());
        var payload = writer.Encode(new() { Value = new() { [1] = 8, [2] = 9 } });
        Assert.Equal([8, 9], reader.Translate(payload, writer.Schema).Value.Value.Values);
        payload[^8] = 1;

        Assert.Throws<GraphFormatException>(() => reader.Translate(payload, writer.Schema));
    }

    [Fact]
    public void Names_with_several_values_follow_their_member()
    {
        NameValueCollection names = new() { { "a", "1" }, { "a", "2" }, { null, "3" } };

        var read = Builds.Read<Old<NameValueCollection>, Grown<NameValueCollection>>(new() { Value = names }).Value.Value!;

        Assert.Equal<string?[]>(["a", null], read.AllKeys);
        Assert.Equal(["1", "2"], read.GetValues("a")!);
    }

    [Fact]
    public void A_comparer_by_reference_goes_along_into_what_hashes_and_not_into_what_sorts()
    {
        Named[] two = [new("b"), new("a")];
        HashSet<Named> set = new(two, ReferenceEqualityComparer.Instance);
        Dictionary<Named, int> all = new(ReferenceEqualityComparer.Instance) { [two[0]] = 1, [two[1]] = 2 };
        Becomes<HashSet<Named>, SortedSet<Named>>(set, new(two));
        Becomes<HashSet<Named>, ImmutableSortedSet<Named>>(set, [.. two]);
        Becomes<Dictionary<Named, int>, SortedDictionary<Named, int>>(all, new() { [two[0]] = 1, [two[1]] = 2 });
        Becomes<Dictionary<Named, int>, SortedList<Named, int>>(all, new() { [two[0]] = 1, [two[1]] = 2 });
        Becomes<Dictionary<Named, int>, ImmutableSortedDictionary<Named, int>>(
            all, ImmutableSortedDictionary<Named, int>.Empty.Add(two[0], 1).Add(two[1], 2));

        var hashed = Becomes<HashSet<Named>, ImmutableHashSet<Named>>(set, ImmutableHashSet.Create(two), sorted: true);
        Assert.Same(ReferenceEqualityComparer.Instance, hashed.KeyComparer);
    }

    [Fact]
    public void Tuples_pairs_and_parts_follow_their_elements()
    {
        Becomes((1, "a"), (1L, (object)"a"));
        Becomes(Tuple.Create(1, "a"), Tuple.Create(1L, "a"));
        Becomes(KeyValuePair.Create(1, 2), KeyValuePair.Create<long, int?>(1, 2));
        Becomes<ArraySegment<int>, ArraySegment<long>>(new([1, 2, 3], 1, 2), new([1, 2, 3], 1, 2));
    }

    [Fact]
    public void What_has_nothing_in_common_is_refused_by_member_and_builds()
    {
        var refused = Refuses<string, int>("secret text");

        Assert.Equal(("Value", "System.String", "System.Int32"), (refused.Path, refused.Written, refused.Expected));
        Assert.Contains(refused.WriterFingerprint.ToString("x16", CultureInfo.InvariantCulture), refused.Message);
        Assert.Contains(refused.ReaderFingerprint.ToString("x16", CultureInfo.InvariantCulture), refused.Message);
        Assert.Contains("Give the member back its type", refused.Message);
        Assert.DoesNotContain("secret", refused.Message);
        Assert.DoesNotContain("300", Refuses<int, byte>(300).Message);
        Becomes<string?, int?>(null, null);
        Refuses<int, string>(1);
        Refuses<bool, int>(true);
        Refuses<char, int>('a');
    }

    private static TNew Becomes<TOld, TNew>(TOld value, TNew expected, bool sorted = false)
    {
        var read = Builds.Read<Old<TOld>, New<TNew>>(new Old<TOld> { Value = value }).Value.Value;

        Assert.Equal(TextOf(expected, sorted), TextOf(read, sorted));
        return read;
    }

    private static GraphSchemaException Refuses<TOld, TNew>(TOld value) =>
        Assert.Throws<GraphSchemaException>(() => Builds.Read<Old<TOld>, New<TNew>>(new Old<TOld> { Value = value }));

    private static string TextOf(object? value, bool sorted)
    {
        if (value is null)
            return "null";
        var text = value is IEnumerable elements and not string
            ? string.Join(' ', sorted ? elements.Cast<object>().Order() : elements.Cast<object>())
            : Convert.ToString(value, CultureInfo.InvariantCulture);
        return $"{value.GetType()} {text}";
    }

    [SessionName("Colour")]
    private enum OldColour : byte
    {
        Blue = 3,
    }

    [SessionName("Colour")]
    private enum NewColour : long
    {
        Blue = 3,
    }

    [SessionName("Holder")]
    private sealed class Grown<T>
    {
        public T? Value { get; set; }

        public int Number { get; set; }
    }

    private sealed class OwnNumbers : List<int>
    {
        public string Note { get; set; } = "";
    }

    private sealed class Named(string name) : IComparable<Named>, IComparable
    {
        public string Name { get; } = name;

        public int CompareTo(Named? other) => string.CompareOrdinal(Name, other?.Name);

        public int CompareTo(object? obj) => CompareTo((Named?)obj);

        public override string ToString() => Name;
    }
}
