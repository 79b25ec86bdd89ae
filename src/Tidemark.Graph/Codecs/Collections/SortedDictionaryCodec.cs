using System.Reflection;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// Walking a <see cref="SortedDictionary{TKey, TValue}"/> takes a stack of its own: compare allocates some hundred bytes.
/// </summary>
internal sealed class SortedDictionaryCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
    : EntriesCodec<SortedDictionary<TKey, TValue>, TKey, TValue>(key, value) where TKey : notnull
{
    // Of a type that is not public.
    private static readonly FieldInfo SetField =
        typeof(SortedDictionary<TKey, TValue>).GetField("_set", BindingFlags.Instance | BindingFlags.NonPublic)!;

    protected override bool Hashes => false;

    protected override byte ComparerOf(SortedDictionary<TKey, TValue> dictionary) =>
        OrderForm<TKey>.CodeOf(dictionary.Comparer, dictionary);

    protected override SortedDictionary<TKey, TValue> Create(ref GraphReader reader) => new(OrderForm<TKey>.Read(ref reader));

    protected override void Construct(ref GraphReader reader, SortedDictionary<TKey, TValue> dictionary) =>
        Construct(dictionary, OrderForm<TKey>.Read(ref reader));

    protected override Snapshot<KeyValuePair<TKey, TValue>> EntriesOf(SortedDictionary<TKey, TValue> dictionary)
    {
        var snapshot = Snapshot<KeyValuePair<TKey, TValue>>.Rent(dictionary.Count, out var room);
        dictionary.CopyTo(room, 0);
        return snapshot;
    }

    protected override void Add(SortedDictionary<TKey, TValue> dictionary, TKey key, TValue value) => dictionary.Add(key, value);

    protected override void AddAsStored(SortedDictionary<TKey, TValue> dictionary, KeyValuePair<TKey, TValue>[] entries) =>
        SortedSetCodec<KeyValuePair<TKey, TValue>>.Refill((SortedSet<KeyValuePair<TKey, TValue>>)SetField.GetValue(dictionary)!, entries);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(SortedDictionary<TKey, TValue> dictionary, IComparer<TKey>? comparer);
}
