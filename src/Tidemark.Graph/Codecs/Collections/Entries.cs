using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The three verbs over the entries of a dictionary of any family: how many, then keys and values in turn.</summary>
internal sealed class Entries<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
{
    private readonly KeyValuePairCodec<TKey, TValue> _pair = new(key, value);

    /// <summary>Whether keys can be hashed as soon as they are read, and looked up from bytes.</summary>
    public bool KeysAreContent => IContent.Is(key);

    public Codec<TKey> Key => key;

    public Codec<TValue> Value => value;

    public int MinSize => _pair.MinSize;

    public void Write(ref GraphWriter writer, ReadOnlySpan<KeyValuePair<TKey, TValue>> live)
    {
        writer.WriteVarint((uint)live.Length);
        foreach (ref readonly var entry in live)
            _pair.Write(ref writer, in entry);
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
    public bool Same(ref GraphComparer comparer, ReadOnlySpan<KeyValuePair<TKey, TValue>> live)
    {
        var start = comparer.Mark();
        if (!comparer.SameVarint((uint)live.Length))
            return SameReordered(ref comparer, live, in start);
        for (var i = 0; i < live.Length; i++)
        {
            if (!SameKey(ref comparer, live[i].Key))
                return SameReordered(ref comparer, live, in start);
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

    /// <summary>Compares by keys, from the count of the baseline on. If that fails, the walk is back there.</summary>
    public bool SameReordered(ref GraphComparer comparer, ReadOnlySpan<KeyValuePair<TKey, TValue>> live, in CompareMark start)
    {
        if (comparer.IsVoid)
            return false;
        comparer.Rewind(in start);
        var same = KeysAreContent
            ? SameByKey(ref comparer, live)
            : comparer.SameVarint((uint)live.Length) && AnyOrder.Same(ref comparer, _pair, live);
        if (!same && !comparer.IsVoid)
            comparer.Rewind(in start);
        return same;
    }

    private bool SameByKey(ref GraphComparer comparer, ReadOnlySpan<KeyValuePair<TKey, TValue>> live)
    {
        var keying = default(Keying);
        if (!keying.TryBegin(ref comparer, live.Length, out var stored))
            return false;
        var index = new KeyIndex<TKey>(live.Length);
        for (var i = 0; i < live.Length; i++)
            index.Add(live[i].Key, i);
        for (var i = 0; i < stored; i++)
        {
            if (TryPassKey(ref comparer, index, live, out var at))
            {
                if (!SameValue(ref comparer, live[at].Value, i))
                    return false;
            }
            else if (comparer.IsVoid || !keying.Remove(ref comparer, _pair))
            {
                return false;
            }
        }

        return index.Count == 0 || keying.Add(ref comparer, _pair, Left(index, live));
    }

    // A key that is equal by its comparer but written otherwise is another one.
    private bool TryPassKey(ref GraphComparer comparer, KeyIndex<TKey> index, ReadOnlySpan<KeyValuePair<TKey, TValue>> live, out int at)
    {
        var start = comparer.Position;
        if (!comparer.TryPeek(key, out var stored) || !index.TryTake(stored, out at))
        {
            at = -1;
            return false;
        }

        if (SameKey(ref comparer, live[at].Key))
            return true;
        index.Add(live[at].Key, at);
        comparer.Position = start;
        return false;
    }

    private static KeyValuePair<TKey, TValue>[] Left(KeyIndex<TKey> index, ReadOnlySpan<KeyValuePair<TKey, TValue>> live)
    {
        var left = new List<KeyValuePair<TKey, TValue>>(index.Count);
        foreach (var entry in live)
        {
            if (index.TryTake(entry.Key, out _))
                left.Add(entry);
        }

        return [.. left];
    }
}
