using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>An immutable dictionary, made from all of its entries at once: 0 for null, else 1, the comparer, the entries.</summary>
internal abstract class MadeEntriesCodec<TDictionary, TKey, TValue>(Codec<TKey> key, Codec<TValue> value) : Codec<TDictionary>
    where TDictionary : class
{
    private readonly Entries<TKey, TValue> _entries = new(key, value);

    public override int MinSize => 1;

    /// <summary>Whether keys are found by their hash; else they are sorted.</summary>
    protected virtual bool Hashes => true;

    private Func<KeyValuePair<TKey, TValue>[], TDictionary>? AsStored => Hashes || OwnEquality<TKey>.IsNever(hashes: false) ? null : MakeAsStored;

    protected bool KeysAreContent => _entries.KeysAreContent;

    public override void Write(ref GraphWriter writer, in TDictionary dictionary)
    {
        writer.WriteByte(dictionary is null ? (byte)0 : (byte)1);
        if (dictionary is null)
            return;
        writer.WriteByte(ComparerOf(dictionary));
        using var live = EntriesOf(dictionary);
        writer.Nest(dictionary);
        _entries.Write(ref writer, dictionary, live.Items, Hashes);
        writer.Unnest();
    }

    public override TDictionary Read(ref GraphReader reader)
    {
        switch (reader.ReadByte())
        {
            case 0:
                return null!;
            case 1:
                var make = Maker(ref reader);
                reader.Nest();
                var entries = _entries.Read(ref reader);
                reader.Unnest();
                return KeysAreContent ? Filling.Make(ref reader, entries, make, Hashes, AsStored) : MakeLater(ref reader, entries, make);
            default:
                reader.Refuse("A dictionary is neither there nor null");
                return null!;
        }
    }

    public override bool Same(ref GraphComparer comparer, in TDictionary dictionary)
    {
        if (dictionary is null)
            return comparer.SameByte(0);
        if (!comparer.SameByte(1) || !comparer.SameByte(ComparerOf(dictionary)))
            return false;
        using var live = EntriesOf(dictionary);
        return _entries.Same(ref comparer, dictionary, live.Items, Hashes);
    }

    protected abstract byte ComparerOf(TDictionary dictionary);

    protected abstract Snapshot<KeyValuePair<TKey, TValue>> EntriesOf(TDictionary dictionary);

    /// <summary>Reads the comparer, and gives what makes the dictionary of distinct keys, or throws if there are equal ones.</summary>
    protected abstract Func<KeyValuePair<TKey, TValue>[], TDictionary> Maker(ref GraphReader reader);

    /// <summary>For sorted ones of keys whose order somebody wrote: makes one of them in the order in which they are.</summary>
    protected virtual TDictionary MakeAsStored(KeyValuePair<TKey, TValue>[] entries) => throw new NotSupportedException();

    protected virtual TDictionary MakeLater(
        ref GraphReader reader, KeyValuePair<TKey, TValue>[] entries, Func<KeyValuePair<TKey, TValue>[], TDictionary> make)
    {
        var promised = Promise.Make<TDictionary>();
        var (site, hashes, asStored) = (Filling.SiteOf(ref reader), Hashes, AsStored);
        reader.AtEnd(() => Promise.Keep(promised, Filling.Make(entries, site, make, hashes, asStored)));
        return promised;
    }
}
