using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The key, then the value.</summary>
internal sealed class KeyValuePairCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value) : Codec<KeyValuePair<TKey, TValue>>, IContent
{
    public override int MinSize => key.MinSize + value.MinSize;

    public bool IsContent => IContent.Is(key) && IContent.Is(value);

    public override void Write(ref GraphWriter writer, in KeyValuePair<TKey, TValue> pair)
    {
        key.Write(ref writer, pair.Key);
        value.Write(ref writer, pair.Value);
    }

    public override KeyValuePair<TKey, TValue> Read(ref GraphReader reader) => new(key.Read(ref reader), value.Read(ref reader));

    public override bool Same(ref GraphComparer comparer, in KeyValuePair<TKey, TValue> pair) =>
        SameHalf(ref comparer, key, pair.Key, "Key") && SameHalf(ref comparer, value, pair.Value, "Value");

    private static bool SameHalf<T>(ref GraphComparer comparer, Codec<T> codec, in T half, string name)
    {
        var (start, changes) = (comparer.Position, comparer.Changes);
        if (!codec.Same(ref comparer, in half) && !comparer.Replace(start, codec, in half))
            return comparer.DiffersAt(changes, name);
        if (comparer.Changes != changes)
            comparer.DiffersAt(changes, name);
        return true;
    }
}
