using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>Collections with an order of their own. Found by name from <see cref="Families"/>.</summary>
internal static class SequenceAdapters
{
    public static Adapter List<T>() => new Adapter<List<T>, T>
    {
        New = (_, variant) => new List<T>((int)(variant % 9)),
        Add = (c, x) => c.Add(x),
        InsertAt = (c, i, x) => c.Insert(i, x),
        RemoveAt = (c, i) => c.RemoveAt(i),
        Set = (c, i, x) => c[i] = x,
    };

    public static Adapter Array<T>() => new Adapter<T[], T> { New = (count, _) => new T[count], Set = (c, i, x) => c[i] = x };

    public static Adapter Grid<T>() => new Adapter<T[,], T>
    {
        New = (count, variant) => (int)(variant % 3) + 1 is var rows && rows == 3 && count == 0 ? new T[0, 3] : new T[rows, (count + rows - 1) / rows],
        Set = (c, i, x) => c[i / c.GetLength(1), i % c.GetLength(1)] = x,
        Items = c => c.Cast<T>(),
        State = c => (c.GetLength(0), c.GetLength(1)),
    };

    public static Adapter LinkedList<T>() => new Adapter<LinkedList<T>, T>
    {
        New = (_, _) => new(),
        Add = (c, x) => c.AddLast(x),
        Clear = c => c.Clear(),
    };

    public static Adapter Queue<T>() => new Adapter<Queue<T>, T>
    {
        New = (_, _) => new(),
        Add = (c, x) => c.Enqueue(x),
        Clear = c => c.Clear(),
        RemoveAt = (c, i) =>
        {
            // Once around, so that the queue's array wraps.
            for (var (k, n) = (0, c.Count); k < n; k++)
            {
                var item = c.Dequeue();
                if (k != i)
                    c.Enqueue(item);
            }
        },
    };

    public static Adapter Stack<T>() => new Adapter<Stack<T>, T>
    {
        New = (_, _) => new(),
        Add = (c, x) => c.Push(x),
        Clear = c => c.Clear(),
        Items = c => c.Reverse(),
    };

    public static Adapter ConcurrentQueue<T>() => new Adapter<ConcurrentQueue<T>, T>
    {
        New = (_, _) => new(),
        Add = (c, x) => c.Enqueue(x),
        Clear = c => c.Clear(),
    };

    public static Adapter ConcurrentStack<T>() => new Adapter<ConcurrentStack<T>, T>
    {
        New = (_, _) => new(),
        Add = (c, x) => c.Push(x),
        Clear = c => c.Clear(),
        Items = c => c.Reverse(),
    };

    public static Adapter Collection<T>() => Wrapped<Collection<T>, T>();

    public static Adapter ObservableCollection<T>() => Wrapped<ObservableCollection<T>, T>();

    public static Adapter ReadOnlyCollection<T>() => new Adapter<ReadOnlyCollection<T>, T> { Of = (all, _) => new(all.ToList()) };

    public static Adapter ImmutableArray<T>() => new Adapter<ImmutableArray<T>, T>
    {
        Of = (all, _) => [.. all],
        Items = c => c.IsDefault ? null : c,
    };

    public static Adapter ImmutableList<T>() => new Adapter<ImmutableList<T>, T> { Of = (all, _) => [.. all] };

    public static Adapter ImmutableQueue<T>() => new Adapter<ImmutableQueue<T>, T> { Of = (all, _) => [.. all] };

    public static Adapter ImmutableStack<T>() => new Adapter<ImmutableStack<T>, T> { Of = (all, _) => [.. all] };

    public static Adapter ArraySegment<T>() => Window<ArraySegment<T>, T>(segment => segment, segment => segment.Array is null ? null : [.. segment]);

    // An empty one is no other than the default.
    public static Adapter Memory<T>() => Window<Memory<T>, T>(segment => segment, memory => memory.IsEmpty ? null : memory.ToArray());

    public static Adapter ReadOnlyMemory<T>() => Window<ReadOnlyMemory<T>, T>(segment => segment, memory => memory.IsEmpty ? null : memory.ToArray());

    public static Adapter Row<T>() => new Adapter<Row<T>, T>
    {
        Of = (all, _) =>
        {
            var row = default(Row<T>);
            for (var i = 0; i < Math.Min(all.Length, 3); i++)
                row[i] = all[i];
            return row;
        },
        Items = row => [row[0], row[1], row[2]],
    };

    public static Adapter ArrayList() => new Adapter<ArrayList, object?>
    {
        New = (_, _) => [],
        Add = (c, x) => c.Add(x),
        InsertAt = (c, i, x) => c.Insert(i, x),
        RemoveAt = (c, i) => c.RemoveAt(i),
        Set = (c, i, x) => c[i] = x,
        Items = c => c.Cast<object?>(),
    };

    // The array is larger than the window on it; the rest is no state.
    private static Adapter<TWindow, T> Window<TWindow, T>(Func<ArraySegment<T>, TWindow> make, Func<TWindow, T[]?> items) => new()
    {
        Of = (all, variant) =>
        {
            var (before, behind) = ((int)(variant % 3), (int)(variant / 7 % 3));
            return make(new ArraySegment<T>([.. new T[before], .. all, .. new T[behind]], before, all.Length));
        },
        Items = items,
    };

    private static Adapter<TCollection, T> Wrapped<TCollection, T>() where TCollection : Collection<T>, new() => new()
    {
        New = (_, _) => new(),
        Add = (c, x) => c.Add(x),
        InsertAt = (c, i, x) => c.Insert(i, x),
        RemoveAt = (c, i) => c.RemoveAt(i),
        Set = (c, i, x) => c[i] = x,
    };
}
