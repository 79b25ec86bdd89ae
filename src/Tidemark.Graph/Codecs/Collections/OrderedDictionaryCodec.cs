using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The order of the entries is state.</summary>
internal sealed class OrderedDictionaryCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
    : EntriesCodec<OrderedDictionary<TKey, TValue>, TKey, TValue>(key, value) where TKey : notnull
{
    protected override bool IsOrdered => true;

    protected override byte ComparerOf(OrderedDictionary<TKey, TValue> dictionary) =>
        EqualityForm<TKey>.CodeOf(dictionary.Comparer, dictionary);

    protected override OrderedDictionary<TKey, TValue> Create(ref GraphReader reader) => new(EqualityForm<TKey>.Read(ref reader));

    protected override void Construct(ref GraphReader reader, OrderedDictionary<TKey, TValue> dictionary) =>
        Construct(dictionary, EqualityForm<TKey>.Read(ref reader));

    protected override Snapshot<KeyValuePair<TKey, TValue>> EntriesOf(OrderedDictionary<TKey, TValue> dictionary)
    {
        var snapshot = Snapshot<KeyValuePair<TKey, TValue>>.Rent(dictionary.Count, out var room);
        var i = 0;
        foreach (var entry in dictionary)
            room[i++] = entry;
        return snapshot;
    }

    protected override void Add(OrderedDictionary<TKey, TValue> dictionary, TKey key, TValue value) => dictionary.Add(key, value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(OrderedDictionary<TKey, TValue> dictionary, IEqualityComparer<TKey>? comparer);
}
