using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using static Tidemark.Graph.Tests.Codecs.Sample;

namespace Tidemark.Graph.Tests.Codecs;

internal static class UnorderedSubjects
{
    public static IEnumerable<Subject> All() => [.. Dictionaries(), .. Sets(), .. Others()];

    private static IEnumerable<Subject> Dictionaries() =>
    [
        Dictionary<Dictionary<string, string?>>("Dictionary", (e, c) => new(e, c), d => d, d => d.Comparer),
        Dictionary<ConcurrentDictionary<string, string?>>("ConcurrentDictionary", (e, c) => new(e, c), d => d, d => d.Comparer),
        Dictionary<ImmutableDictionary<string, string?>>("ImmutableDictionary",
            (e, c) => ImmutableDictionary.CreateRange(c, e), d => d, d => d.KeyComparer),
        Dictionary<ImmutableSortedDictionary<string, string?>>("ImmutableSortedDictionary",
            (e, c) => ImmutableSortedDictionary.CreateRange(c ?? StringComparer.Ordinal, e), d => d, d => d.KeyComparer),
        Dictionary<FrozenDictionary<string, string?>>("FrozenDictionary", (e, c) => e.ToFrozenDictionary(c), d => d, d => d.Comparer),
        Dictionary<SortedDictionary<string, string?>>("SortedDictionary",
            (e, c) => new(e.ToDictionary(), c ?? StringComparer.Ordinal), d => d, d => d.Comparer),
        Dictionary<SortedList<string, string?>>("SortedList",
            (e, c) => new(e.ToDictionary(), c ?? StringComparer.Ordinal), d => d, d => d.Comparer),
        Dictionary<ReadOnlyDictionary<string, string?>>("ReadOnlyDictionary", (e, c) => new(e.ToDictionary()), d => d, d => null),
        new Subject<OrderedDictionary<string, string?>>(
            "OrderedDictionary",
            r => Comparer(r) is var c ? new(Entries(r, Word, WordOrNull, c), c) : null!,
            d => NameOf(d.Comparer) + Ordered(d)),
        new Subject<Dictionary<int, Item>>("Dictionary<int, Item>", r => new(Entries(r, Number, ItemOf)), d => Unordered(d)),
        new Subject<Dictionary<(int, string?), int>>(
            "Dictionary<(int, string), int>", r => new(Entries(r, r => (Number(r), WordOrNull(r)), Number)), d => Unordered(d)),
        new Subject<Dictionary<Place, int>>("Dictionary<Place, int>", r => new(Entries(r, PlaceOf, Number)), d => Unordered(d)),
        new Subject<PriorityQueue<Place, int>>("PriorityQueue<Place>",
            r => new(Many(r, r => (PlaceOf(r), Number(r)))), v => Unordered(v.UnorderedItems)),
        new Subject<Dictionary<Key, int>>("Dictionary<Key, int>", r => new(Entries(r, KeyOf, Number)), d => Unordered(d)),
        new Subject<ImmutableDictionary<Key, int>>("ImmutableDictionary<Key, int>",
            r => Entries(r, KeyOf, Number).ToImmutableDictionary(), d => Unordered(d)),
        new Subject<FrozenDictionary<Key, int>>("FrozenDictionary<Key, int>",
            r => Entries(r, KeyOf, Number).ToFrozenDictionary(), d => Unordered(d)),
        new Subject<Hashtable>("Hashtable",
            Table, v => Unordered(v.Cast<DictionaryEntry>().Select(e => KeyValuePair.Create(e.Key, e.Value)))),
    ];

    private static IEnumerable<Subject> Sets() =>
    [
        Set<HashSet<string?>>("HashSet", (e, c) => new(e, c), s => s, s => s.Comparer),
        Set<ImmutableHashSet<string?>>("ImmutableHashSet", (e, c) => ImmutableHashSet.CreateRange(c, e), s => s, s => s.KeyComparer),
        Set<ImmutableSortedSet<string?>>("ImmutableSortedSet",
            (e, c) => ImmutableSortedSet.CreateRange(c ?? StringComparer.Ordinal, e), s => s, s => s.KeyComparer),
        Set<FrozenSet<string?>>("FrozenSet", (e, c) => e.ToFrozenSet(c), s => s, s => s.Comparer),
        Set<SortedSet<string?>>("SortedSet", (e, c) => new(e, c ?? StringComparer.Ordinal), s => s, s => s.Comparer),
        Set<ReadOnlySet<string?>>("ReadOnlySet", (e, c) => new(new HashSet<string?>(e)), s => s, s => null),
        new Subject<HashSet<Key>>("HashSet<Key>", r => [.. Many(r, KeyOf)], v => Unordered(v)),
        new Subject<ImmutableHashSet<Key>>("ImmutableHashSet<Key>", r => [.. Many(r, KeyOf)], v => Unordered(v)),
        new Subject<FrozenSet<Key>>("FrozenSet<Key>", r => Many(r, KeyOf).ToFrozenSet(), v => Unordered(v)),
        new Subject<HashSet<Place>>("HashSet<Place>", r => [.. Many(r, PlaceOf)], v => Unordered(v)),
        new Subject<FrozenSet<Place>>("FrozenSet<Place>", r => Many(r, PlaceOf).ToFrozenSet(), v => Unordered(v)),
        new Subject<ImmutableHashSet<Place>>("ImmutableHashSet<Place>", r => [.. Many(r, PlaceOf)], v => Unordered(v)),
        new Subject<HashSet<int>>("HashSet<int>", r => [.. Many(r, Number)], v => Unordered(v)),
    ];

    private static IEnumerable<Subject> Others() =>
    [
        new Subject<PriorityQueue<string?, int>>(
            "PriorityQueue", r => new(Many(r, r => (WordOrNull(r), Number(r)))), v => Unordered(v.UnorderedItems)),
        new Subject<NameValueCollection>(
            "NameValueCollection",
            Names,
            v => Ordered(Enumerable.Range(0, v.Count).Select(i => $"{Text(v.GetKey(i))}: {v.GetValues(i)?.Length} {Ordered(v.GetValues(i))}"))),
    ];

    private static Subject<T> Dictionary<T>(
        string name,
        Func<KeyValuePair<string, string?>[], StringComparer?, T> make,
        Func<T, IEnumerable<KeyValuePair<string, string?>>> entries,
        Func<T, object?> comparer) =>
        new(
            name,
            r => Comparer(r) is var c ? make(Entries(r, Word, WordOrNull, c), c) : default!,
            v => NameOf(comparer(v)) + Unordered(entries(v)));

    private static Subject<T> Set<T>(
        string name, Func<string?[], StringComparer?, T> make, Func<T, IEnumerable<string?>> elements, Func<T, object?> comparer) =>
        new(name, r => make(Many(r, WordOrNull), Comparer(r)), v => NameOf(comparer(v)) + Unordered(elements(v)));

    private static Place PlaceOf(Random random) => new() { Number = Number(random), Word = Word(random) };

    private static Key KeyOf(Random random) => new(Number(random), WordOrNull(random));

    private static Hashtable Table(Random random)
    {
        var table = new Hashtable();
        foreach (var (key, value) in Entries<object, object?>(random, r => r.Next(2) == 0 ? Word(r) : Number(r), WordOrNull))
            table.Add(key, value);
        return table;
    }

    private static NameValueCollection Names(Random random)
    {
        var names = new NameValueCollection();
        foreach (var name in Many(random, WordOrNull))
        {
            if (random.Next(3) == 0)
                names.Set(name, WordOrNull(random));
            else
                names.Add(name, WordOrNull(random));
        }

        return names;
    }
}

/// <summary>A key that never changes: it can be looked up from bytes.</summary>
public sealed record Key(int Number, string? Word);

/// <summary>A key that hashes its content but could change: it has an identity, and may be complete only at the end.</summary>
public sealed record Place
{
    public int Number { get; set; }

    public required string Word { get; set; }

    public override int GetHashCode() => Number + Word.Length;

    public bool Equals(Place? other) => other is not null && other.Number == Number && other.Word.Equals(Word, StringComparison.Ordinal);
}
