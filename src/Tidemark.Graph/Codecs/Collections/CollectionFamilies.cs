using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Text.Json.Nodes;
using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Every collection type there is a codec for.</summary>
internal static class CollectionFamilies
{
    public static FrozenDictionary<Type, Family> All { get; } = new Dictionary<Type, Family>
    {
        [typeof(Nullable<>)] = new(typeof(NullableCodec<>), Layout.Nullable, IsImmutable: true),
        [typeof(ArraySegment<>)] = new(typeof(ArraySegmentCodec<>), Layout.Segment),
        [typeof(Memory<>)] = new(typeof(MemoryCodec<>), Layout.Segment),
        [typeof(ReadOnlyMemory<>)] = new(typeof(ReadOnlyMemoryCodec<>), Layout.Memory),
        [typeof(KeyValuePair<,>)] = new(typeof(KeyValuePairCodec<,>), Layout.Pair, IsImmutable: true),
        [typeof(List<>)] = new(typeof(ListCodec<>), Layout.Sequence),
        [typeof(LinkedList<>)] = new(typeof(LinkedListCodec<>), Layout.Sequence),
        [typeof(Queue<>)] = new(typeof(QueueCodec<>), Layout.Sequence),
        [typeof(Stack<>)] = new(typeof(StackCodec<>), Layout.Sequence),
        [typeof(PriorityQueue<,>)] = new(typeof(PriorityQueueCodec<,>), Layout.Entries),
        [typeof(Dictionary<,>)] = new(typeof(DictionaryCodec<,>), Layout.Entries),
        [typeof(OrderedDictionary<,>)] = new(typeof(OrderedDictionaryCodec<,>), Layout.Entries),
        [typeof(SortedDictionary<,>)] = new(typeof(SortedDictionaryCodec<,>), Layout.Entries),
        [typeof(SortedList<,>)] = new(typeof(SortedListCodec<,>), Layout.Entries),
        [typeof(HashSet<>)] = new(typeof(HashSetCodec<>), Layout.Set),
        [typeof(SortedSet<>)] = new(typeof(SortedSetCodec<>), Layout.Set),
        [typeof(ConcurrentDictionary<,>)] = new(typeof(ConcurrentDictionaryCodec<,>), Layout.Entries),
        [typeof(ConcurrentQueue<>)] = new(typeof(ConcurrentQueueCodec<>), Layout.Sequence),
        [typeof(ConcurrentStack<>)] = new(typeof(ConcurrentStackCodec<>), Layout.Sequence),
        [typeof(ConcurrentBag<>)] = new(typeof(ConcurrentBagCodec<>), Layout.Sequence),
        [typeof(Collection<>)] = new(typeof(CollectionCodec<>), Layout.Wrapper, false, typeof(List<>)),
        [typeof(ObservableCollection<>)] = new(typeof(ObservableCollectionCodec<>), Layout.Wrapper, false, typeof(List<>)),
        [typeof(KeyedCollection<,>)] = new(typeof(KeyedCollectionCodec<,>), Layout.Keyed, false),
        [typeof(ReadOnlyCollection<>)] = new(typeof(ReadOnlyCollectionCodec<>), Layout.Wrapper, false, typeof(List<>)),
        [typeof(FixedList<>)] = new(typeof(FixedListCodec<>), Layout.Array),
        [typeof(ReadOnlyObservableCollection<>)] = new(typeof(ReadOnlyObservableCollectionCodec<>), Layout.Wrapper),
        [typeof(ReadOnlyDictionary<,>)] = new(typeof(ReadOnlyDictionaryCodec<,>), Layout.Wrapper, false, typeof(Dictionary<,>)),
        [typeof(ReadOnlySet<>)] = new(typeof(ReadOnlySetCodec<>), Layout.Wrapper, false, typeof(HashSet<>)),
        [typeof(ImmutableArray<>)] = new(typeof(ImmutableArrayCodec<>), Layout.MadeSequence, IsImmutable: true),
        [typeof(ImmutableList<>)] = new(typeof(ImmutableListCodec<>), Layout.MadeSequence, IsImmutable: true),
        [typeof(ImmutableQueue<>)] = new(typeof(ImmutableQueueCodec<>), Layout.MadeSequence, IsImmutable: true),
        [typeof(ImmutableStack<>)] = new(typeof(ImmutableStackCodec<>), Layout.MadeSequence, IsImmutable: true),
        [typeof(ImmutableHashSet<>)] = new(typeof(ImmutableHashSetCodec<>), Layout.MadeSet, IsImmutable: true),
        [typeof(ImmutableSortedSet<>)] = new(typeof(ImmutableSortedSetCodec<>), Layout.MadeSet, IsImmutable: true),
        [typeof(ImmutableDictionary<,>)] = new(typeof(ImmutableDictionaryCodec<,>), Layout.MadeEntries, IsImmutable: true),
        [typeof(ImmutableSortedDictionary<,>)] = new(typeof(ImmutableSortedDictionaryCodec<,>), Layout.MadeEntries, IsImmutable: true),
        [typeof(FrozenSet<>)] = new(typeof(FrozenSetCodec<>), Layout.MadeSet, IsImmutable: true),
        [typeof(FrozenDictionary<,>)] = new(typeof(FrozenDictionaryCodec<,>), Layout.MadeEntries, IsImmutable: true),
        [typeof(ArrayList)] = new(typeof(ArrayListCodec), Layout.Sequence),
        [typeof(Hashtable)] = new(typeof(HashtableCodec), Layout.Entries),
        [typeof(JsonArray)] = new(typeof(JsonArrayCodec), Layout.Sequence),
        [typeof(JsonObject)] = new(typeof(JsonObjectCodec), Layout.Entries),
        [typeof(NameValueCollection)] = new(typeof(NameValueCollectionCodec), Layout.Names),
    }.ToFrozenDictionary();

    public static FrozenDictionary<string, Type> Named { get; } =
        All.Keys.ToFrozenDictionary(type => type.FullName!, StringComparer.Ordinal);
}
