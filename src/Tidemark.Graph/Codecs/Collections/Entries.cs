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
            if (!key.Same(ref comparer, live[i].Key) || !value.Same(ref comparer, live[i].Value))
                return comparer.DiffersAt(i);
        }

        return true;
    }

    /// <summary>
    /// Compares in order, and if that fails at a key, in any order. A value that differs under its own key is a difference at once.
    /// </summary>
    public bool Same(ref GraphComparer comparer, ReadOnlySpan<KeyValuePair<TKey, TValue>> live)
    {
        if (!comparer.SameVarint((uint)live.Length))
            return false;
        var start = comparer.Mark();
        for (var i = 0; i < live.Length; i++)
        {
            if (!key.Same(ref comparer, live[i].Key))
            {
                if (comparer.OrderLost)
                    return false;
                comparer.Rewind(in start);
                return SameReordered(ref comparer, live);
            }

            if (!value.Same(ref comparer, live[i].Value))
                return comparer.DiffersAt(i);
        }

        return true;
    }

    /// <summary>Compares in any order, from the first entry of the baseline on.</summary>
    public bool SameReordered(ref GraphComparer comparer, ReadOnlySpan<KeyValuePair<TKey, TValue>> live)
    {
        if (!KeysAreContent)
            return AnyOrder.Same(ref comparer, _pair, live);
        var index = new KeyIndex<TKey>(live.Length);
        for (var i = 0; i < live.Length; i++)
            index.Add(live[i].Key, i);
        for (var i = 0; i < live.Length; i++)
        {
            if (!comparer.TryPeek(key, out var stored)
                || !index.TryTake(stored, out var at)
                || !key.Same(ref comparer, live[at].Key)
                || !value.Same(ref comparer, live[at].Value))
            {
                return comparer.DiffersAt(i);
            }
        }

        return true;
    }
}
