using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class SortedListCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
    : EntriesCodec<SortedList<TKey, TValue>, TKey, TValue>(key, value) where TKey : notnull
{
    protected override bool Hashes => false;

    protected override byte ComparerOf(SortedList<TKey, TValue> list) => OrderForm<TKey>.CodeOf(list.Comparer, list);

    protected override SortedList<TKey, TValue> Create(ref GraphReader reader) => new(OrderForm<TKey>.Read(ref reader));

    protected override void Construct(ref GraphReader reader, SortedList<TKey, TValue> list) =>
        Construct(list, OrderForm<TKey>.Read(ref reader));

    protected override Snapshot<KeyValuePair<TKey, TValue>> EntriesOf(SortedList<TKey, TValue> list)
    {
        var snapshot = Snapshot<KeyValuePair<TKey, TValue>>.Rent(list.Count, out var room);
        for (var i = 0; i < list.Count; i++)
            room[i] = new KeyValuePair<TKey, TValue>(list.GetKeyAtIndex(i), list.GetValueAtIndex(i));
        return snapshot;
    }

    protected override void Add(SortedList<TKey, TValue> list, TKey key, TValue value) => list.Add(key, value);

    protected override void AddAsStored(SortedList<TKey, TValue> list, KeyValuePair<TKey, TValue>[] entries)
    {
        var comparer = list.Comparer;
        list.Clear();
        ComparerField(list) = AddedLast<TKey>.FromPresent;
        foreach (var (key, value) in entries)
            list.Add(key, value);
        ComparerField(list) = comparer;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "comparer")]
    private static extern ref IComparer<TKey> ComparerField(SortedList<TKey, TValue> list);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(SortedList<TKey, TValue> list, IComparer<TKey>? comparer);
}
