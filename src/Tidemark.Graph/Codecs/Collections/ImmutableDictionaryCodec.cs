using System.Collections.Immutable;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// The framework's enumerator allocates about 100 bytes for each group of keys of one hash code; otherwise compare does not.
/// </summary>
internal sealed class ImmutableDictionaryCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
    : MadeEntriesCodec<ImmutableDictionary<TKey, TValue>, TKey, TValue>(key, value) where TKey : notnull
{
    protected override byte ComparerOf(ImmutableDictionary<TKey, TValue> dictionary)
    {
        if (!ReferenceEquals(dictionary.ValueComparer, EqualityComparer<TValue>.Default))
            throw Refused.Comparer(dictionary, dictionary.ValueComparer);
        return EqualityForm<TKey>.CodeOf(dictionary.KeyComparer, dictionary);
    }

    protected override Snapshot<KeyValuePair<TKey, TValue>> EntriesOf(ImmutableDictionary<TKey, TValue> dictionary)
    {
        var snapshot = Snapshot<KeyValuePair<TKey, TValue>>.Rent(dictionary.Count, out var room);
        var i = 0;
        foreach (var entry in dictionary)
            room[i++] = entry;
        return snapshot;
    }

    protected override Func<KeyValuePair<TKey, TValue>[], ImmutableDictionary<TKey, TValue>> Maker(ref GraphReader reader)
    {
        var comparer = EqualityForm<TKey>.Read(ref reader);
        return entries =>
        {
            var dictionary = ImmutableDictionary.CreateRange(comparer, entries);
            return dictionary.Count == entries.Length ? dictionary : throw new ArgumentException("A key of a dictionary is there twice.");
        };
    }
}
