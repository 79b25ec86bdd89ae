using System.Collections.ObjectModel;
using System.Reflection;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.Laws;

/// <summary>The families of collections that ask their elements for equality or order, and types of keys for them.</summary>
internal static class KeyFamilies
{
    private static readonly Type[] Rules =
        [typeof(ByAll), typeof(EqualByName), typeof(OrderedByNumber), typeof(IgnoringCase), typeof(ByUnstored), typeof(Throwing)];

    private static readonly Dictionary<string, Type> KeyTypes = Rules
        .SelectMany(_ => (Type[])[typeof(ValueKey<>), typeof(FixedKey<>), typeof(OpenKey<>)], (rule, key) => key.MakeGenericType(rule))
        .ToDictionary(key => $"{key.Name.Split('`')[0]} {key.GenericTypeArguments[0].Name}");

    private static readonly string[] Sets = ["HashSet", "SortedSet", "ImmutableHashSet", "ImmutableSortedSet", "FrozenSet", "ReadOnlySet", "ConcurrentBag"];

    private static readonly string[] Dictionaries =
    [
        "Dictionary", "SortedDictionary", "SortedList", "OrderedDictionary", "ConcurrentDictionary", "ReadOnlyDictionary",
        "ImmutableDictionary", "ImmutableSortedDictionary", "FrozenDictionary",
    ];

    private static readonly string[] Names = [.. Sets, .. Dictionaries, "Hashtable", "PriorityQueue", "KeyedCollection"];

    public static IEnumerable<(string Family, string Key)> Pairs => Names.SelectMany(_ => KeyTypes.Keys, (family, key) => (family, key));

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (family, key) in Pairs)
                cases.Add(family, key);
            return cases;
        }
    }

    public static KeyedGraphs Of(string family, string key)
    {
        var type = KeyTypes[key];
        var (adapter, order) = family switch
        {
            "Hashtable" => (DictionaryAdapters.Hashtable(), ItemOrder.Any),
            "PriorityQueue" => (AdapterOf(typeof(SetAdapters), family, typeof(string), type), ItemOrder.Any),
            "KeyedCollection" => (AdapterOf(typeof(KeyFamilies), nameof(Keyed), type), ItemOrder.Kept),
            _ when Sets.Contains(family) => (AdapterOf(typeof(SetAdapters), family, type), OrderOf(family)),
            _ => (AdapterOf(typeof(DictionaryAdapters), family, type, typeof(string)), OrderOf(family)),
        };
        var collection = adapter.GetType().GenericTypeArguments[0];
        return (KeyedGraphs)Activator.CreateInstance(typeof(KeyedGraphs<,>).MakeGenericType(collection, type), adapter, order)!;
    }

    public static Adapter Keyed<TKey>() where TKey : notnull => new Adapter<ByKey<TKey>, TKey>
    {
        New = (_, _) => [],
        Add = (c, x) =>
        {
            if (!c.Contains(x))
                c.Add(x);
        },
        Clear = c => c.Clear(),
        RemoveAt = (c, i) => c.RemoveAt(i),
    };

    private static ItemOrder OrderOf(string family) =>
        family.Contains("Sorted", StringComparison.Ordinal) ? ItemOrder.Sorted : family == "OrderedDictionary" ? ItemOrder.Kept : ItemOrder.Any;

    private static Adapter AdapterOf(Type owner, string name, params Type[] arguments) =>
        (Adapter)owner.GetMethod(name, BindingFlags.Static | BindingFlags.Public)!.MakeGenericMethod(arguments).Invoke(null, null)!;

    internal sealed class ByKey<TKey> : KeyedCollection<TKey, TKey> where TKey : notnull
    {
        protected override TKey GetKeyForItem(TKey item) => item;
    }
}

/// <summary>What the order of a collection is.</summary>
internal enum ItemOrder
{
    /// <summary>No state.</summary>
    Any,

    /// <summary>As it was made.</summary>
    Kept,

    /// <summary>That of the keys.</summary>
    Sorted,
}
