using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>Dictionaries, whose elements are pairs. Found by name from <see cref="Families"/>.</summary>
internal static class DictionaryAdapters
{
    public static Adapter Dictionary<TKey, TValue>() where TKey : notnull =>
        Changing<Dictionary<TKey, TValue>, TKey, TValue>(variant => new(Comparers.Equality<TKey>(variant)), c => c.Comparer);

    public static Adapter ConcurrentDictionary<TKey, TValue>() where TKey : notnull =>
        Changing<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(variant => new(Comparers.Equality<TKey>(variant)), c => c.Comparer);

    public static Adapter SortedDictionary<TKey, TValue>() where TKey : notnull =>
        Changing<SortedDictionary<TKey, TValue>, TKey, TValue>(variant => new(Comparers.Order<TKey>(variant)), c => c.Comparer);

    public static Adapter SortedList<TKey, TValue>() where TKey : notnull =>
        Changing<SortedList<TKey, TValue>, TKey, TValue>(variant => new(Comparers.Order<TKey>(variant)), c => c.Comparer);

    public static Adapter OrderedDictionary<TKey, TValue>() where TKey : notnull =>
        Changing<OrderedDictionary<TKey, TValue>, TKey, TValue>(variant => new(Comparers.Equality<TKey>(variant)), c => c.Comparer);

    public static Adapter ReadOnlyDictionary<TKey, TValue>() where TKey : notnull => new Adapter<ReadOnlyDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    {
        Of = (all, _) => new(Distinct(all, null).ToDictionary()),
    };

    public static Adapter ImmutableDictionary<TKey, TValue>() where TKey : notnull => new Adapter<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    {
        Of = (all, variant) => Comparers.Equality<TKey>(variant) is var comparer ? System.Collections.Immutable.ImmutableDictionary.CreateRange(comparer, Distinct(all, comparer)) : null!,
        State = c => c.KeyComparer,
    };

    public static Adapter ImmutableSortedDictionary<TKey, TValue>() where TKey : notnull =>
        new Adapter<ImmutableSortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
        {
            Of = (all, variant) =>
            {
                var sorted = new SortedDictionary<TKey, TValue>(Comparers.Order<TKey>(variant));
                foreach (var (key, value) in all.Where(entry => entry.Key is not null))
                    sorted.TryAdd(key, value);
                return System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(Comparers.Order<TKey>(variant), sorted);
            },
            State = c => c.KeyComparer,
        };

    public static Adapter FrozenDictionary<TKey, TValue>() where TKey : notnull => new Adapter<FrozenDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    {
        Of = (all, variant) => Comparers.Equality<TKey>(variant) is var comparer ? Distinct(all, comparer).ToFrozenDictionary(comparer) : null!,
        State = c => c.Comparer,
    };

    public static Adapter Hashtable() => new Adapter<Hashtable, KeyValuePair<object, object?>>
    {
        New = (_, _) => [],
        Add = (c, x) => Put(c, x),
        InsertAt = (c, _, x) => Put(c, x),
        RemoveAt = (c, i) => c.Remove(c.Keys.Cast<object>().ElementAt(i)),
        Set = (c, i, x) => c[c.Keys.Cast<object>().ElementAt(i)] = x.Value,
        Items = c => c.Cast<DictionaryEntry>().Select(entry => new KeyValuePair<object, object?>(entry.Key, entry.Value)),
    };

    private static Adapter<TDictionary, KeyValuePair<TKey, TValue>> Changing<TDictionary, TKey, TValue>(
        Func<uint, TDictionary> make, Func<TDictionary, object?> comparer) where TDictionary : IDictionary<TKey, TValue> where TKey : notnull => new()
        {
            New = (_, variant) => make(variant),
            Add = (c, x) => Put(c, x),
            InsertAt = (c, _, x) => Put(c, x),
            RemoveAt = (c, i) => c.Remove(c.Keys.ElementAt(i)),
            Set = (c, i, x) => c[c.Keys.ElementAt(i)] = x.Value,
            State = comparer,
        };

    private static void Put<TKey, TValue>(IDictionary<TKey, TValue> dictionary, KeyValuePair<TKey, TValue> entry)
    {
        if (entry.Key is not null && !dictionary.ContainsKey(entry.Key))
            dictionary.Add(entry.Key, entry.Value);
    }

    private static void Put(Hashtable table, KeyValuePair<object, object?> entry)
    {
        if (entry.Key is not null && !table.ContainsKey(entry.Key))
            table.Add(entry.Key, entry.Value);
    }

    private static IEnumerable<KeyValuePair<TKey, TValue>> Distinct<TKey, TValue>(
        KeyValuePair<TKey, TValue>[] entries, IEqualityComparer<TKey>? comparer) =>
        entries.Where(entry => entry.Key is not null).DistinctBy(entry => entry.Key, comparer);
}
