using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class DictionaryCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
    : EntriesCodec<Dictionary<TKey, TValue>, TKey, TValue>(key, value) where TKey : notnull
{
    // Reads without the array in between that the other families take.
    public override void ReadBody(ref GraphReader reader, object value)
    {
        if (!Entries.KeysAreContent)
        {
            base.ReadBody(ref reader, value);
            return;
        }

        var dictionary = (Dictionary<TKey, TValue>)value;
        var count = reader.ReadCount(Entries.MinSize);
        dictionary.EnsureCapacity(count);
        var addsUp = true;
        for (; count > 0; count--)
        {
            var key = Entries.Key.Read(ref reader);
            addsUp &= TryAdd(dictionary, key, Entries.Value.Read(ref reader));
        }

        var site = Filling.SiteOf(ref reader);
        if (!addsUp)
            throw site.Mismatch<Dictionary<TKey, TValue>>(null);
    }

    // Walks in place: the copy that the other families take is for the rare case of another order.
    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        var dictionary = (Dictionary<TKey, TValue>)value;
        var start = comparer.Mark();
        if (!OwnEquality<TKey>.IsNever(hashes: true))
            AskForTrial(ref comparer, dictionary);
        if (!comparer.SameVarint((uint)dictionary.Count))
            return comparer.IsRecording && SameResized(ref comparer, dictionary, in start);
        var i = 0;
        foreach (var entry in dictionary)
        {
            var atKey = comparer.Position;
            if (!Entries.SameKey(ref comparer, entry.Key))
                return SameReordered(ref comparer, dictionary, i, atKey, in start);
            if (!Entries.SameValue(ref comparer, entry.Value, i++))
                return false;
        }

        return true;
    }

    protected override byte ComparerOf(Dictionary<TKey, TValue> dictionary) => EqualityForm<TKey>.CodeOf(dictionary.Comparer, dictionary);

    protected override Dictionary<TKey, TValue> Create(ref GraphReader reader) => new(EqualityForm<TKey>.Read(ref reader));

    protected override void Construct(ref GraphReader reader, Dictionary<TKey, TValue> dictionary) =>
        Construct(dictionary, EqualityForm<TKey>.Read(ref reader));

    protected override Snapshot<KeyValuePair<TKey, TValue>> EntriesOf(Dictionary<TKey, TValue> dictionary)
    {
        var snapshot = Snapshot<KeyValuePair<TKey, TValue>>.Rent(dictionary.Count, out var room);
        var i = 0;
        foreach (var entry in dictionary)
            room[i++] = entry;
        return snapshot;
    }

    protected override void Add(Dictionary<TKey, TValue> dictionary, TKey key, TValue value) => dictionary.Add(key, value);

    // Equality that a user wrote may throw over damaged keys.
    private static bool TryAdd(Dictionary<TKey, TValue> dictionary, TKey key, TValue value)
    {
        try
        {
            return key is not null && dictionary.TryAdd(key, value);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            return false;
        }
    }

    private bool SameResized(ref GraphComparer comparer, Dictionary<TKey, TValue> dictionary, in CompareMark start)
    {
        using var live = EntriesOf(dictionary);
        return Entries.SameResized(ref comparer, live.Items, hashes: true, in start);
    }

    private bool SameReordered(
        ref GraphComparer comparer, Dictionary<TKey, TValue> dictionary, int passed, int atKey, in CompareMark start)
    {
        using var live = EntriesOf(dictionary);
        return Entries.SameReordered(ref comparer, live.Items, passed, atKey, hashes: true, in start);
    }

    private void AskForTrial(ref GraphComparer comparer, Dictionary<TKey, TValue> dictionary)
    {
        if (Entries.KeysAreContent)
            return;
        foreach (var entry in dictionary)
        {
            if (OwnEquality<TKey>.IsIn([entry.Key], hashes: true))
            {
                comparer.AskForTrial();
                return;
            }
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(Dictionary<TKey, TValue> dictionary, IEqualityComparer<TKey>? comparer);
}
