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
        comparer.SamePart(key, pair.Key, "Key") && comparer.SamePart(value, pair.Value, "Value");
}
