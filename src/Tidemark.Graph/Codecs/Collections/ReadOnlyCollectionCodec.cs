using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>What it wraps, which others may share and change.</summary>
internal sealed class ReadOnlyCollectionCodec<T>(Codec<IList<T>> wrapped) : ReferenceCodec<ReadOnlyCollection<T>>, IInPlaceCodec
{
    public override object ReadHead(ref GraphReader reader) => RuntimeHelpers.GetUninitializedObject(typeof(ReadOnlyCollection<T>));

    public void ConstructInPlace(ref GraphReader reader, object instance)
    {
    }

    public override void WriteBody(ref GraphWriter writer, object value) =>
        wrapped.Write(ref writer, WrappedBy((ReadOnlyCollection<T>)value));

    public override void ReadBody(ref GraphReader reader, object value)
    {
        if (wrapped.Read(ref reader) is not { } read)
            throw new GraphFormatException("A ReadOnlyCollection wraps nothing", reader.Position);
        WrappedBy((ReadOnlyCollection<T>)value) = read;
    }

    public override bool SameBody(ref GraphComparer comparer, object value) =>
        wrapped.Same(ref comparer, WrappedBy((ReadOnlyCollection<T>)value));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "list")]
    private static extern ref IList<T> WrappedBy(ReadOnlyCollection<T> collection);
}
