using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Other threads may be writing, so each walk takes an atomic copy: compare allocates it.</summary>
internal sealed class ConcurrentDictionaryCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
    : EntriesCodec<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(key, value) where TKey : notnull
{
    // The default for both locks and their growth; but small, as an empty dictionary takes few bytes of a payload.
    private const int Concurrency = -1;
    private const int FirstCapacity = 1;

    protected override byte ComparerOf(ConcurrentDictionary<TKey, TValue> dictionary) =>
        EqualityForm<TKey>.CodeOf(dictionary.Comparer, dictionary);

    protected override ConcurrentDictionary<TKey, TValue> Create(ref GraphReader reader) =>
        new(Concurrency, FirstCapacity, EqualityForm<TKey>.Read(ref reader));

    protected override void Construct(ref GraphReader reader, ConcurrentDictionary<TKey, TValue> dictionary) =>
        Construct(dictionary, Concurrency, FirstCapacity, EqualityForm<TKey>.Read(ref reader));

    protected override Snapshot<KeyValuePair<TKey, TValue>> EntriesOf(ConcurrentDictionary<TKey, TValue> dictionary) =>
        new(dictionary.ToArray());

    protected override void Add(ConcurrentDictionary<TKey, TValue> dictionary, TKey key, TValue value)
    {
        if (!dictionary.TryAdd(key, value))
            throw new ArgumentException("A key of a ConcurrentDictionary is there twice.");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(
        ConcurrentDictionary<TKey, TValue> dictionary, int concurrencyLevel, int capacity, IEqualityComparer<TKey>? comparer);
}
