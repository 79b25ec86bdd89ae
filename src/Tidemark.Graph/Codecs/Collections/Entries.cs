using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The three verbs over the entries of a dictionary of any family: how many, then keys and values in turn.</summary>
internal sealed class Entries<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
    : IContentItems<KeyValuePair<TKey, TValue>, TKey>
{
    private readonly KeyValuePairCodec<TKey, TValue> _pair = new(key, value);

    /// <summary>Whether keys can be hashed as soon as they are read, and looked up from bytes.</summary>
    public bool KeysAreContent => IContent.Is(key);

    public Codec<TKey> Key => key;

    public Codec<TValue> Value => value;

    public int MinSize => _pair.MinSize;

    Codec<KeyValuePair<TKey, TValue>> IContentItems<KeyValuePair<TKey, TValue>, TKey>.Item => _pair;

    TKey IContentItems<KeyValuePair<TKey, TValue>, TKey>.KeyOf(in KeyValuePair<TKey, TValue> item) => item.Key;

    bool IContentItems<KeyValuePair<TKey, TValue>, TKey>.SameRest(
        ref GraphComparer comparer, in KeyValuePair<TKey, TValue> live, int index) => SameValue(ref comparer, live.Value, index);

    /// <param name="writer">The walk.</param>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="live">Its entries.</param>
    /// <param name="hashes">Whether it finds keys by their hash; else they are sorted.</param>
    public void Write(ref GraphWriter writer, object dictionary, ReadOnlySpan<KeyValuePair<TKey, TValue>> live, bool hashes)
    {
        if (!hashes && CultureOrder<TKey>.IsOpen)
            DemandOrder(dictionary, live);
        writer.WriteVarint((uint)live.Length);
        foreach (ref readonly var entry in live)
            _pair.Write(ref writer, in entry);
        writer.EndRebuilt(dictionary, OwnEquality<TKey>.IsInKeys(live, hashes));
    }

    public KeyValuePair<TKey, TValue>[] Read(ref GraphReader reader)
    {
        var entries = new KeyValuePair<TKey, TValue>[reader.ReadCount(_pair.MinSize)];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = _pair.Read(ref reader);
        return entries;
    }

    /// <summary>Compares in order. Paths end at the position of an entry, never at its key, which may be personal.</summary>
    public bool SameInOrder(ref GraphComparer comparer, ReadOnlySpan<KeyValuePair<TKey, TValue>> live)
    {
        if (OwnEquality<TKey>.IsInKeys(live, hashes: true))
            comparer.AskForTrial();
        if (!comparer.SameVarint((uint)live.Length))
            return false;
        for (var i = 0; i < live.Length; i++)
        {
            if (!comparer.SamePart(key, live[i].Key, i) || !SameValue(ref comparer, live[i].Value, i))
                return false;
        }

        return true;
    }

    /// <summary>Compares in order, and if that fails at a key, by keys. If that fails too, the walk is back at the count.</summary>
    public bool Same(ref GraphComparer comparer, object dictionary, ReadOnlySpan<KeyValuePair<TKey, TValue>> live, bool hashes)
    {
        if (!hashes && CultureOrder<TKey>.IsOpen)
            DemandOrder(dictionary, live);
        var start = comparer.Mark();
        AskForTrial(ref comparer, live, hashes);
        if (!comparer.SameVarint((uint)live.Length))
            return SameResized(ref comparer, live, hashes, in start);
        for (var i = 0; i < live.Length; i++)
        {
            var atKey = comparer.Position;
            if (!SameKey(ref comparer, live[i].Key))
                return SameReordered(ref comparer, live, i, atKey, hashes, in start);
            if (!SameValue(ref comparer, live[i].Value, i))
                return false;
        }

        return true;
    }

    /// <summary>Compares a key without writing down how it differs: it may be another one's.</summary>
    public bool SameKey(ref GraphComparer comparer, in TKey live)
    {
        var recording = comparer.Pause();
        var same = key.Same(ref comparer, in live);
        comparer.Resume(recording);
        return same;
    }

    /// <summary>Compares the value of the entry at <paramref name="index"/>, or writes it down.</summary>
    public bool SameValue(ref GraphComparer comparer, in TValue live, int index) => comparer.SamePart(value, in live, index);

    /// <summary>Compares more or fewer entries than the baseline has, by keys. If that fails, the walk is back at the count.</summary>
    public bool SameResized(
        ref GraphComparer comparer, ReadOnlySpan<KeyValuePair<TKey, TValue>> live, bool hashes, in CompareMark start)
    {
        if (!comparer.IsRecording || !KeysAreContent)
            return false;
        comparer.Rewind(in start);
        var walk = default(ContentWalk);
        var same = walk.TryBegin(ref comparer, live.Length, out var stored)
            && walk.Same(ref comparer, this, live, 0, stored, isSorted: !hashes);
        return End(ref comparer, same, in walk, live, hashes, in start);
    }

    /// <summary>
    /// Compares as many entries as there were, by keys, from the first on that is not where it was. If that fails, the walk is back at the count.
    /// </summary>
    /// <param name="comparer">The walk.</param>
    /// <param name="live">All entries.</param>
    /// <param name="passed">How many of them are where they were. They are not walked again, whatever is in their values.</param>
    /// <param name="atKey">Where the baseline has the key of the next one.</param>
    /// <param name="hashes">Whether keys are found by their hash; else they are sorted.</param>
    /// <param name="start">Where the count is.</param>
    public bool SameReordered(
        ref GraphComparer comparer,
        ReadOnlySpan<KeyValuePair<TKey, TValue>> live,
        int passed,
        int atKey,
        bool hashes,
        in CompareMark start)
    {
        if (comparer.IsVoid)
            return false;
        var walk = default(ContentWalk);
        bool same;
        if (KeysAreContent)
        {
            comparer.Position = atKey;
            same = walk.Same(ref comparer, this, live[passed..], passed, live.Length - passed, isSorted: !hashes);
        }
        else
        {
            comparer.TakeBack(in start);
            same = hashes && comparer.SameVarint((uint)live.Length) && AnyOrder.Same(ref comparer, _pair, live);
        }

        return End(ref comparer, same, in walk, live, hashes, in start);
    }

    // Keys that are objects may change without the walk noticing: others may refer to them.
    private void AskForTrial(ref GraphComparer comparer, ReadOnlySpan<KeyValuePair<TKey, TValue>> live, bool hashes)
    {
        if (OwnEquality<TKey>.IsInKeys(live, hashes) && !KeysAreContent)
            comparer.AskForTrial();
    }

    private static void DemandOrder(object dictionary, ReadOnlySpan<KeyValuePair<TKey, TValue>> live)
    {
        foreach (ref readonly var entry in live)
            CultureOrder<TKey>.Refuse(entry.Key, dictionary);
    }

    private static bool End(
        ref GraphComparer comparer,
        bool same,
        in ContentWalk walk,
        ReadOnlySpan<KeyValuePair<TKey, TValue>> live,
        bool hashes,
        in CompareMark start)
    {
        if (walk.HasResized && OwnEquality<TKey>.IsInKeys(live, hashes))
            comparer.AskForTrial();
        if (!same && !comparer.IsVoid)
            comparer.Rewind(in start);
        return same;
    }
}
