using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// The list it wraps. Handlers are refused, but for those that are there again after a read: those of read-only views on it, and those of
/// classes that do something of their own then.
/// </summary>
internal sealed class ObservableCollectionCodec<T>(Codec<IList<T>> items) : ReferenceCodec<ObservableCollection<T>>, IInPlaceCodec
{
    private readonly CollectionCodec<T> _collection = new(items);

    public override object ReadHead(ref GraphReader reader) => RuntimeHelpers.GetUninitializedObject(typeof(ObservableCollection<T>));

    public void ConstructInPlace(ref GraphReader reader, object instance)
    {
    }

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        RefuseSubscribers((ObservableCollection<T>)value);
        _collection.WriteBody(ref writer, value);
    }

    public override void ReadBody(ref GraphReader reader, object value) => _collection.ReadBody(ref reader, value);

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        RefuseSubscribers((ObservableCollection<T>)value);
        return _collection.SameBody(ref comparer, value);
    }

    private static bool IsView(object? target) => target is ReadOnlyObservableCollection<T>;

    private static void RefuseSubscribers(ObservableCollection<T> collection)
    {
        var owner = Subscribers.OwnerOfFirstLost(CollectionChangedOf(collection), IsView)
            ?? Subscribers.OwnerOfFirstLost(PropertyChangedOf(collection), IsView);
        if (owner is not null)
            throw Refused.Subscribers(collection, owner);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = nameof(ObservableCollection<>.CollectionChanged))]
    private static extern ref NotifyCollectionChangedEventHandler? CollectionChangedOf(ObservableCollection<T> collection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "PropertyChanged")]
    private static extern ref PropertyChangedEventHandler? PropertyChangedOf(ObservableCollection<T> collection);
}
