using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>What it wraps, which others may share and change.</summary>
internal sealed class ReadOnlySetCodec<T>(Codec<ISet<T>> wrapped) : ReferenceCodec<ReadOnlySet<T>>, IInPlaceCodec
{
    public override object ReadHead(ref GraphReader reader) => RuntimeHelpers.GetUninitializedObject(typeof(ReadOnlySet<T>));

    public void ConstructInPlace(ref GraphReader reader, object instance)
    {
    }

    public override void WriteBody(ref GraphWriter writer, object value) => wrapped.Write(ref writer, WrappedBy((ReadOnlySet<T>)value));

    public override void ReadBody(ref GraphReader reader, object value)
    {
        if (wrapped.Read(ref reader) is not { } read)
            throw new GraphFormatException("A ReadOnlySet wraps nothing", reader.Position);
        WrappedBy((ReadOnlySet<T>)value) = read;
    }

    public override bool SameBody(ref GraphComparer comparer, object value) => wrapped.Same(ref comparer, WrappedBy((ReadOnlySet<T>)value));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_set")]
    private static extern ref ISet<T> WrappedBy(ReadOnlySet<T> collection);
}
