using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class ImmutableSortedDictionaryCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
    : MadeEntriesCodec<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>(key, value) where TKey : notnull
{
    protected override bool Hashes => false;

    protected override byte ComparerOf(ImmutableSortedDictionary<TKey, TValue> dictionary)
    {
        if (!ReferenceEquals(dictionary.ValueComparer, EqualityComparer<TValue>.Default))
            throw Refused.Comparer(dictionary, dictionary.ValueComparer);
        return OrderForm<TKey>.CodeOf(dictionary.KeyComparer, dictionary);
    }

    protected override Snapshot<KeyValuePair<TKey, TValue>> EntriesOf(ImmutableSortedDictionary<TKey, TValue> dictionary)
    {
        var snapshot = Snapshot<KeyValuePair<TKey, TValue>>.Rent(dictionary.Count, out var room);
        var i = 0;
        foreach (var entry in dictionary)
            room[i++] = entry;
        return snapshot;
    }

    protected override Func<KeyValuePair<TKey, TValue>[], ImmutableSortedDictionary<TKey, TValue>> Maker(ref GraphReader reader)
    {
        var comparer = OrderForm<TKey>.Read(ref reader);
        return entries =>
        {
            var dictionary = ImmutableSortedDictionary.CreateRange(comparer, entries);
            return dictionary.Count == entries.Length ? dictionary : throw new ArgumentException("A key of a dictionary is there twice.");
        };
    }

    protected override ImmutableSortedDictionary<TKey, TValue> MakeAsStored(KeyValuePair<TKey, TValue>[] entries)
    {
        var dictionary = ImmutableSortedDictionary.Create<TKey, TValue>(AddedLast<TKey>.WithPresent);
        foreach (var (key, value) in entries)
            dictionary = dictionary.Add(key, value);
        ComparerField(dictionary) = Comparer<TKey>.Default;
        return dictionary;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_keyComparer")]
    private static extern ref IComparer<TKey> ComparerField(ImmutableSortedDictionary<TKey, TValue> dictionary);
}
