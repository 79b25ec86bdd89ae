using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>Sets, bags and queues by priority. Found by name from <see cref="Families"/>.</summary>
internal static class SetAdapters
{
    public static Adapter HashSet<T>() => new Adapter<HashSet<T>, T>
    {
        New = (_, variant) => new(Comparers.Equality<T>(variant)),
        Add = (c, x) => c.Add(x),
        Clear = c => c.Clear(),
        InsertAt = (c, _, x) => c.Add(x),
        RemoveAt = (c, i) => c.Remove(c.ElementAt(i)),
        Set = (c, i, x) =>
        {
            c.Remove(c.ElementAt(i));
            c.Add(x);
        },
        State = c => c.Comparer,
    };

    public static Adapter SortedSet<T>() => new Adapter<SortedSet<T>, T>
    {
        New = (_, variant) => new(Comparers.Order<T>(variant)),
        Add = (c, x) => c.Add(x),
        RemoveAt = (c, i) => c.Remove(c.ElementAt(i)),
        Set = (c, _, x) => c.Add(x),
        State = c => c.Comparer,
    };

    public static Adapter ReadOnlySet<T>() => new Adapter<ReadOnlySet<T>, T> { Of = (all, _) => new(new HashSet<T>(all)) };

    public static Adapter ConcurrentBag<T>() => new Adapter<ConcurrentBag<T>, T>
    {
        New = (_, _) => [],
        Add = (c, x) => c.Add(x),
        Clear = c => c.Clear(),
    };

    public static Adapter ImmutableHashSet<T>() => new Adapter<ImmutableHashSet<T>, T>
    {
        Of = (all, variant) => System.Collections.Immutable.ImmutableHashSet.CreateRange(Comparers.Equality<T>(variant), all),
        State = c => c.KeyComparer,
    };

    public static Adapter ImmutableSortedSet<T>() => new Adapter<ImmutableSortedSet<T>, T>
    {
        Of = (all, variant) => System.Collections.Immutable.ImmutableSortedSet.CreateRange(Comparers.Order<T>(variant), all),
        State = c => c.KeyComparer,
    };

    public static Adapter FrozenSet<T>() => new Adapter<FrozenSet<T>, T>
    {
        Of = (all, variant) => all.ToFrozenSet(Comparers.Equality<T>(variant)),
        State = c => c.Comparer,
    };

    public static Adapter PriorityQueue<T, TPriority>() => new Adapter<PriorityQueue<T, TPriority>, (T Element, TPriority Priority)>
    {
        New = (_, variant) => new(Comparers.Order<TPriority>(variant)),
        Add = (c, x) => c.Enqueue(x.Element, x.Priority),
        Clear = c => c.Clear(),
        RemoveAt = (c, _) => c.Dequeue(),
        Items = c => c.UnorderedItems,
        State = c => c.Comparer,
    };
}

/// <summary>Comparers that bytes can carry: of texts there are several, else there is the default alone.</summary>
internal static class Comparers
{
    private static readonly StringComparer?[] OfTexts = [null, null, null, StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase];

    // The default order of text is refused: it is that of the current culture.
    private static readonly StringComparer[] OrdersOfTexts =
        [StringComparer.Ordinal, StringComparer.Ordinal, StringComparer.InvariantCulture, StringComparer.OrdinalIgnoreCase];

    public static IEqualityComparer<T>? Equality<T>(uint variant) => typeof(T) == typeof(string) ? (IEqualityComparer<T>?)Text(variant) : null;

    public static IComparer<T>? Order<T>(uint variant) => 
        typeof(T) == typeof(string) ? (IComparer<T>)(object)OrdersOfTexts[variant % OrdersOfTexts.Length] : null;

    private static StringComparer? Text(uint variant) => OfTexts[variant % OfTexts.Length];
}
