using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using static Tidemark.Graph.Tests.GeneratedShapes.Types.Trait;

namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>The generic types that universes are made with.</summary>
internal static class Families
{
    public static Family List { get; } = Of(typeof(List<>), None);

    public static Family Pair { get; } = Of(typeof(KeyValuePair<,>), InPlace | ByFields | Made);

    public static Family Tuple { get; } = Of(typeof(ValueTuple<,>), InPlace | ByFields);

    public static Family Optional { get; } = Of(typeof(Nullable<>), InPlace | Made | OfValues);

    /// <summary>Drawn more often.</summary>
    public static IReadOnlyList<Family> Common { get; } =
    [
        List, Optional, Tuple,
        new("Array", typeof(object[]), None, AdapterOf("Array")),
        Of(typeof(Dictionary<,>), AnyOrder | Hashes),
        Of(typeof(HashSet<>), AnyOrder | Hashes),
        Of(typeof(ImmutableArray<>), Made | InPlace),
        Of(typeof(ImmutableList<>), Made),
    ];

    public static IReadOnlyList<Family> Rare { get; } =
    [
        Pair,
        Of(typeof(ArraySegment<>), Window | Made | InPlace), Of(typeof(Memory<>), Window | Made | InPlace),
        Of(typeof(ReadOnlyMemory<>), Window | Made | InPlace),
        Of(typeof(Row<>), InPlace | Made),
        Of(typeof(IEnumerable<>), Interface), Of(typeof(ICollection<>), Interface), Of(typeof(IList<>), Interface),
        Of(typeof(IReadOnlyCollection<>), Interface), Of(typeof(IReadOnlyList<>), Interface),
        Of(typeof(ISet<>), Interface | Hashes), Of(typeof(IReadOnlySet<>), Interface | Hashes),
        Of(typeof(IDictionary<,>), Interface | Hashes), Of(typeof(IReadOnlyDictionary<,>), Interface | Hashes),
        new("Grid", typeof(object[,]), None, AdapterOf("Grid")),
        Of(typeof(LinkedList<>), None),
        Of(typeof(Queue<>), None), Of(typeof(Stack<>), None),
        Of(typeof(ConcurrentQueue<>), Allocates), Of(typeof(ConcurrentStack<>), Allocates),
        Of(typeof(Collection<>), None), Of(typeof(ObservableCollection<>), None), Of(typeof(ReadOnlyCollection<>), None),
        Of(typeof(ImmutableQueue<>), Made), Of(typeof(ImmutableStack<>), Made),
        Of(typeof(ArrayList), None),
        Of(typeof(SortedSet<>), Sorts | Allocates), Of(typeof(ImmutableSortedSet<>), Made | Sorts),
        Of(typeof(ConcurrentBag<>), AnyOrder | Allocates | Reorders), Of(typeof(ReadOnlySet<>), AnyOrder | Hashes),
        Of(typeof(ImmutableHashSet<>), Made | AnyOrder | Hashes | Reorders | Allocates),
        Of(typeof(FrozenSet<>), Made | AnyOrder | Hashes | Reorders),
        Of(typeof(PriorityQueue<,>), AnyOrder | SortsLast | Reorders),
        Of(typeof(ConcurrentDictionary<,>), AnyOrder | Hashes | Reorders | Allocates),
        Of(typeof(SortedDictionary<,>), Sorts | Allocates), Of(typeof(SortedList<,>), Sorts),
        Of(typeof(OrderedDictionary<,>), Hashes),
        Of(typeof(ReadOnlyDictionary<,>), AnyOrder | Hashes),
        Of(typeof(ImmutableDictionary<,>), Made | AnyOrder | Hashes | Reorders),
        Of(typeof(ImmutableSortedDictionary<,>), Made | Sorts),
        Of(typeof(FrozenDictionary<,>), Made | AnyOrder | Hashes | Reorders),
        Of(typeof(Hashtable), AnyOrder | Reorders | Allocates),
        Of(typeof(Tuple<,>), ByFields), Of(typeof(ValueTuple<,,>), InPlace | ByFields),
        Of(typeof(Holder<>), ByFields), Of(typeof(Cell<>), InPlace | ByFields),
    ];

    private static readonly Dictionary<Family, Family[]> Implementing = Common.Concat(Rare).Where(family => family.Has(Interface))
        .ToDictionary(slot => slot, slot => Common.Concat(Rare).Where(family => Implements(family, slot)).ToArray());

    /// <summary>What a slot of an interface holds.</summary>
    public static IReadOnlyList<Family> ImplementationsOf(Family slot) => Implementing[slot];

    private static readonly Dictionary<Type, Family> ByOpenType =
        Common.Concat(Rare).Where(family => !family.Open.IsArray).ToDictionary(family => family.Open);

    /// <summary>The family of a type, or of one that it derives from; null if there is none.</summary>
    public static Family? Find(Type type)
    {
        if (type.IsArray)
            return (type.IsSZArray ? Common : Rare).First(family => family.Open.IsArray);
        for (var level = type; level is not null; level = level.BaseType)
        {
            if (ByOpenType.TryGetValue(level.IsGenericType ? level.GetGenericTypeDefinition() : level, out var family))
                return family;
        }

        return null;
    }

    // Those that ask no more of their elements than the interface does.
    private static bool Implements(Family family, Family slot) =>
        family.Arity == slot.Arity && !family.Has(Interface) && !family.Has(InPlace) && !family.Has(Sorts) && family.Has(Hashes) == slot.Has(Hashes) &&
        slot.Close(Repeat(typeof(string), slot.Arity)).IsAssignableFrom(family.Close(Repeat(typeof(string), slot.Arity)));

    private static Type[] Repeat(Type type, int count) => [.. Enumerable.Repeat(type, count)];

    private static Family Of(Type open, Trait traits) =>
        open.Name.Split('`')[0] is var name
            ? new Family(name, open, traits, (traits & (ByFields | Interface)) != 0 || open == typeof(Nullable<>) ? null : AdapterOf(name))
            : null!;

    private static MethodInfo AdapterOf(string name) =>
        new[] { typeof(SequenceAdapters), typeof(SetAdapters), typeof(DictionaryAdapters) }.Select(type => type.GetMethod(name)).First(found => found is not null)!;
}

/// <summary>A generic class that anybody may hold.</summary>
public class Holder<T>
{
    public int Number;

    public T Content = default!;

    public Holder<T>? Next;
}

/// <summary>A struct that repeats its one field.</summary>
[InlineArray(3)]
public struct Row<T>
{
    private T _first;
}

/// <summary>A generic struct.</summary>
public struct Cell<T>
{
    public T Content;

    public byte Mark;
}
