using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>A dictionary that is created empty: its comparer in the head, its entries in the body.</summary>
internal abstract class EntriesCodec<TDictionary, TKey, TValue> : ReferenceCodec<TDictionary>, IInPlaceCodec where TDictionary : class
{
    private readonly Action<TDictionary, KeyValuePair<TKey, TValue>[]> _fill;
    private readonly Action<TDictionary, KeyValuePair<TKey, TValue>[]>? _fillAsStored;

    protected EntriesCodec(Codec<TKey> key, Codec<TValue> value)
    {
        Entries = new Entries<TKey, TValue>(key, value);
        _fill = AddAll;
        _fillAsStored = Hashes || OwnEquality<TKey>.IsNever(hashes: false) ? null : AddAsStored;
    }

    protected Entries<TKey, TValue> Entries { get; }

    protected virtual bool IsOrdered => false;

    /// <summary>Whether keys are found by their hash; else they are sorted.</summary>
    protected virtual bool Hashes => true;

    public override void WriteHead(ref GraphWriter writer, object value) => writer.WriteByte(ComparerOf((TDictionary)value));

    public override object ReadHead(ref GraphReader reader) => Create(ref reader);

    public override bool SameHead(ref GraphComparer comparer, object value) => comparer.SameByte(ComparerOf((TDictionary)value));

    public void ConstructInPlace(ref GraphReader reader, object instance) => Construct(ref reader, (TDictionary)instance);

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        using var live = EntriesOf((TDictionary)value);
        Entries.Write(ref writer, value, live.Items, Hashes);
    }

    public override void ReadBody(ref GraphReader reader, object value)
    {
        var entries = Entries.Read(ref reader);
        Filling.Fill(ref reader, (TDictionary)value, entries, Entries.KeysAreContent, _fill, Hashes, _fillAsStored);
    }

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        using var live = EntriesOf((TDictionary)value);
        return IsOrdered ? Entries.SameInOrder(ref comparer, live.Items) : Entries.Same(ref comparer, value, live.Items, Hashes);
    }

    protected abstract byte ComparerOf(TDictionary dictionary);

    protected abstract TDictionary Create(ref GraphReader reader);

    protected abstract void Construct(ref GraphReader reader, TDictionary dictionary);

    protected abstract Snapshot<KeyValuePair<TKey, TValue>> EntriesOf(TDictionary dictionary);

    /// <summary>Adds an entry, or throws if its key is there.</summary>
    protected abstract void Add(TDictionary dictionary, TKey key, TValue value);

    /// <summary>For sorted dictionaries: replaces what is there by the entries, in the order in which they are.</summary>
    protected virtual void AddAsStored(TDictionary dictionary, KeyValuePair<TKey, TValue>[] entries) => throw new NotSupportedException();

    private void AddAll(TDictionary dictionary, KeyValuePair<TKey, TValue>[] entries)
    {
        foreach (var (key, value) in entries)
            Add(dictionary, key, value);
    }
}
