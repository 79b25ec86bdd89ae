using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>What it wraps, which others may share and change.</summary>
internal sealed class ReadOnlyDictionaryCodec<TKey, TValue>(Codec<IDictionary<TKey, TValue>> wrapped)
    : ReferenceCodec<ReadOnlyDictionary<TKey, TValue>>, IInPlaceCodec where TKey : notnull
{
    public override object ReadHead(ref GraphReader reader) =>
        RuntimeHelpers.GetUninitializedObject(typeof(ReadOnlyDictionary<TKey, TValue>));

    public void ConstructInPlace(ref GraphReader reader, object instance)
    {
    }

    public override void WriteBody(ref GraphWriter writer, object value) =>
        wrapped.Write(ref writer, WrappedBy((ReadOnlyDictionary<TKey, TValue>)value));

    public override void ReadBody(ref GraphReader reader, object value)
    {
        if (wrapped.Read(ref reader) is not { } read)
            throw new GraphFormatException("A ReadOnlyDictionary wraps nothing", reader.Position);
        WrappedBy((ReadOnlyDictionary<TKey, TValue>)value) = read;
    }

    public override bool SameBody(ref GraphComparer comparer, object value) =>
        wrapped.Same(ref comparer, WrappedBy((ReadOnlyDictionary<TKey, TValue>)value));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_dictionary")]
    private static extern ref IDictionary<TKey, TValue> WrappedBy(ReadOnlyDictionary<TKey, TValue> collection);
}
