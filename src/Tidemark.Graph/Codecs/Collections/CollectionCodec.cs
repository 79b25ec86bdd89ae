using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// The list it wraps, which others may share. Reached through its field: what a derived class overrides does not interfere.
/// </summary>
internal sealed class CollectionCodec<T>(Codec<IList<T>> items) : ReferenceCodec<Collection<T>>, IInPlaceCodec
{
    public override object ReadHead(ref GraphReader reader) => RuntimeHelpers.GetUninitializedObject(typeof(Collection<T>));

    public void ConstructInPlace(ref GraphReader reader, object instance)
    {
    }

    public override void WriteBody(ref GraphWriter writer, object value) => items.Write(ref writer, ItemsOf((Collection<T>)value));

    public override void ReadBody(ref GraphReader reader, object value)
    {
        if (items.Read(ref reader) is not { } read)
            throw new GraphFormatException("A Collection wraps nothing", reader.Position);
        ItemsOf((Collection<T>)value) = read;
    }

    public override bool SameBody(ref GraphComparer comparer, object value) => items.Same(ref comparer, ItemsOf((Collection<T>)value));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "items")]
    public static extern ref IList<T> ItemsOf(Collection<T> collection);
}
