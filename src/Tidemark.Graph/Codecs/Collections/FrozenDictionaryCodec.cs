using System.Collections.Frozen;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class FrozenDictionaryCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
    : MadeEntriesCodec<FrozenDictionary<TKey, TValue>, TKey, TValue>(key, value) where TKey : notnull
{
    // Bodies that are put off at such a depth would be hashed before they are read.
    public override void Write(ref GraphWriter writer, in FrozenDictionary<TKey, TValue> value)
    {
        var putOff = writer.PutOff;
        base.Write(ref writer, in value);
        if (writer.PutOff != putOff && !KeysAreContent)
            throw Refused.TooDeep(value);
    }

    protected override byte ComparerOf(FrozenDictionary<TKey, TValue> dictionary) =>
        EqualityForm<TKey>.CodeOf(dictionary.Comparer, dictionary);

    protected override Snapshot<KeyValuePair<TKey, TValue>> EntriesOf(FrozenDictionary<TKey, TValue> dictionary)
    {
        var snapshot = Snapshot<KeyValuePair<TKey, TValue>>.Rent(dictionary.Count, out var room);
        var i = 0;
        foreach (var entry in dictionary)
            room[i++] = entry;
        return snapshot;
    }

    protected override Func<KeyValuePair<TKey, TValue>[], FrozenDictionary<TKey, TValue>> Maker(ref GraphReader reader)
    {
        var comparer = EqualityForm<TKey>.Read(ref reader);
        return entries =>
        {
            var dictionary = entries.ToFrozenDictionary(comparer);
            return dictionary.Count == entries.Length ? dictionary : throw new ArgumentException("A key of a dictionary is there twice.");
        };
    }

    // A frozen dictionary cannot be promised: its class depends on its keys. If it was made of incomplete ones it must not be used.
    protected override FrozenDictionary<TKey, TValue> MakeLater(
        ref GraphReader reader,
        KeyValuePair<TKey, TValue>[] entries,
        Func<KeyValuePair<TKey, TValue>[], FrozenDictionary<TKey, TValue>> make)
    {
        var site = Filling.SiteOf(ref reader);
        var made = Filling.Make(entries, site, make);
        reader.AtEnd(() => Filling.Make(entries, site, all =>
            Array.TrueForAll(all, entry => made.ContainsKey(entry.Key))
                ? made
                : throw new ArgumentException("A key was hashed before it was complete.")));
        return made;
    }
}
