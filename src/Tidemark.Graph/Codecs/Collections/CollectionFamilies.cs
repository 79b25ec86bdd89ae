using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using Tidemark.Graph.Codecs.Leaves;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Every collection type there is a codec for.</summary>
internal static class CollectionFamilies
{
    public static FrozenDictionary<Type, Family> All { get; } = new Dictionary<Type, Family>
    {
        [typeof(Nullable<>)] = new(typeof(NullableCodec<>), IsImmutable: true),
        [typeof(ArraySegment<>)] = new(typeof(ArraySegmentCodec<>)),
        [typeof(Memory<>)] = new(typeof(MemoryCodec<>)),
        [typeof(ReadOnlyMemory<>)] = new(typeof(ReadOnlyMemoryCodec<>)),
        [typeof(KeyValuePair<,>)] = new(typeof(KeyValuePairCodec<,>), IsImmutable: true),
        [typeof(List<>)] = new(typeof(ListCodec<>)),
        [typeof(LinkedList<>)] = new(typeof(LinkedListCodec<>)),
        [typeof(Queue<>)] = new(typeof(QueueCodec<>)),
        [typeof(Stack<>)] = new(typeof(StackCodec<>)),
        [typeof(PriorityQueue<,>)] = new(typeof(PriorityQueueCodec<,>)),
        [typeof(Dictionary<,>)] = new(typeof(DictionaryCodec<,>)),
        [typeof(OrderedDictionary<,>)] = new(typeof(OrderedDictionaryCodec<,>)),
        [typeof(SortedDictionary<,>)] = new(typeof(SortedDictionaryCodec<,>)),
        [typeof(SortedList<,>)] = new(typeof(SortedListCodec<,>)),
        [typeof(HashSet<>)] = new(typeof(HashSetCodec<>)),
        [typeof(SortedSet<>)] = new(typeof(SortedSetCodec<>)),
        [typeof(ConcurrentDictionary<,>)] = new(typeof(ConcurrentDictionaryCodec<,>)),
        [typeof(ConcurrentQueue<>)] = new(typeof(ConcurrentQueueCodec<>)),
        [typeof(ConcurrentStack<>)] = new(typeof(ConcurrentStackCodec<>)),
        [typeof(ConcurrentBag<>)] = new(typeof(ConcurrentBagCodec<>)),
        [typeof(Collection<>)] = new(typeof(CollectionCodec<>), false, typeof(List<>)),
        [typeof(ObservableCollection<>)] = new(typeof(ObservableCollectionCodec<>), false, typeof(List<>)),
        [typeof(KeyedCollection<,>)] = new(typeof(KeyedCollectionCodec<,>), false),
        [typeof(ReadOnlyCollection<>)] = new(typeof(ReadOnlyCollectionCodec<>), false, typeof(List<>)),
        [typeof(FixedList<>)] = new(typeof(FixedListCodec<>)),
        [typeof(ReadOnlyObservableCollection<>)] = new(typeof(ReadOnlyObservableCollectionCodec<>)),
        [typeof(ReadOnlyDictionary<,>)] = new(typeof(ReadOnlyDictionaryCodec<,>), false, typeof(Dictionary<,>)),
        [typeof(ReadOnlySet<>)] = new(typeof(ReadOnlySetCodec<>), false, typeof(HashSet<>)),
        [typeof(ImmutableArray<>)] = new(typeof(ImmutableArrayCodec<>), IsImmutable: true),
        [typeof(ImmutableList<>)] = new(typeof(ImmutableListCodec<>), IsImmutable: true),
        [typeof(ImmutableQueue<>)] = new(typeof(ImmutableQueueCodec<>), IsImmutable: true),
        [typeof(ImmutableStack<>)] = new(typeof(ImmutableStackCodec<>), IsImmutable: true),
        [typeof(ImmutableHashSet<>)] = new(typeof(ImmutableHashSetCodec<>), IsImmutable: true),
        [typeof(ImmutableSortedSet<>)] = new(typeof(ImmutableSortedSetCodec<>), IsImmutable: true),
        [typeof(ImmutableDictionary<,>)] = new(typeof(ImmutableDictionaryCodec<,>), IsImmutable: true),
        [typeof(ImmutableSortedDictionary<,>)] = new(typeof(ImmutableSortedDictionaryCodec<,>), IsImmutable: true),
        [typeof(FrozenSet<>)] = new(typeof(FrozenSetCodec<>), IsImmutable: true),
        [typeof(FrozenDictionary<,>)] = new(typeof(FrozenDictionaryCodec<,>), IsImmutable: true),
        [typeof(ArrayList)] = new(typeof(ArrayListCodec)),
        [typeof(Hashtable)] = new(typeof(HashtableCodec)),
        [typeof(NameValueCollection)] = new(typeof(NameValueCollectionCodec)),
    }.ToFrozenDictionary();

    public static FrozenDictionary<string, Type> Named { get; } =
        All.Keys.ToFrozenDictionary(type => type.FullName!, StringComparer.Ordinal);
}
