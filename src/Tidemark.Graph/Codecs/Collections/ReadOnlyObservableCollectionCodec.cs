using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The collection it shows. Handlers of its own are refused.</summary>
internal sealed class ReadOnlyObservableCollectionCodec<T>(Codec<ObservableCollection<T>> list)
    : ReferenceCodec<ReadOnlyObservableCollection<T>>
{
    public override object ReadHead(ref GraphReader reader) =>
        RuntimeHelpers.GetUninitializedObject(typeof(ReadOnlyObservableCollection<T>));

    public override void WriteBody(ref GraphWriter writer, object value) => list.Write(ref writer, ListOf(value));

    public override void ReadBody(ref GraphReader reader, object value)
    {
        if (list.Read(ref reader) is not { } read)
            throw new GraphFormatException("A ReadOnlyObservableCollection wraps nothing", reader.Position);
        Construct((ReadOnlyObservableCollection<T>)value, read);
    }

    public override bool SameBody(ref GraphComparer comparer, object value) => list.Same(ref comparer, ListOf(value));

    private static ObservableCollection<T> ListOf(object value)
    {
        var collection = (ReadOnlyObservableCollection<T>)value;
        var owner = Subscribers.OwnerOfFirstLost(CollectionChangedOf(collection)) ?? Subscribers.OwnerOfFirstLost(PropertyChangedOf(collection));
        if (owner is not null)
            throw Refused.Subscribers(collection, owner);
        return (ObservableCollection<T>)WrappedBy(collection);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(ReadOnlyObservableCollection<T> collection, ObservableCollection<T> list);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "list")]
    private static extern ref IList<T> WrappedBy(ReadOnlyCollection<T> collection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "CollectionChanged")]
    private static extern ref NotifyCollectionChangedEventHandler? CollectionChangedOf(ReadOnlyObservableCollection<T> collection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "PropertyChanged")]
    private static extern ref PropertyChangedEventHandler? PropertyChangedOf(ReadOnlyObservableCollection<T> collection);
}
