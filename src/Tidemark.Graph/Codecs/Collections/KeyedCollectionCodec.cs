using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// The comparer and the count from which it keeps a dictionary in the head, how many and the items in the body. It is abstract: only
/// classes that derive from it have instances. They give the keys, so their items are put in when every instance is complete.
/// </summary>
internal sealed class KeyedCollectionCodec<TKey, TItem>(Codec<TItem> item) : ReferenceCodec<KeyedCollection<TKey, TItem>>, IInPlaceCodec
    where TKey : notnull
{
    private readonly IElements<TItem> _items = Elements.Of(item);

    public override void WriteHead(ref GraphWriter writer, object value)
    {
        var collection = (KeyedCollection<TKey, TItem>)value;
        writer.WriteByte(EqualityForm<TKey>.CodeOf(collection.Comparer, collection));
        writer.WriteVarint((uint)ThresholdOf(collection));
    }

    public override object ReadHead(ref GraphReader reader)
    {
        reader.Refuse("A KeyedCollection is abstract");
        return null!;
    }

    public void ConstructInPlace(ref GraphReader reader, object instance)
    {
        var comparer = EqualityForm<TKey>.Read(ref reader);
        var threshold = reader.ReadVarint();
        if (threshold > int.MaxValue)
            reader.Refuse("A KeyedCollection has no such threshold");
        Construct((KeyedCollection<TKey, TItem>)instance, comparer, (int)threshold);
    }

    public override bool SameHead(ref GraphComparer comparer, object value)
    {
        var collection = (KeyedCollection<TKey, TItem>)value;
        return comparer.SameByte(EqualityForm<TKey>.CodeOf(collection.Comparer, collection))
            && comparer.SameVarint((uint)ThresholdOf(collection));
    }

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        using var live = ItemsOf(value);
        writer.WriteVarint((uint)live.Items.Length);
        _items.Write(ref writer, live.Items);
        writer.EndRebuilt(value, needsTrial: !live.Items.IsEmpty);
    }

    public override void ReadBody(ref GraphReader reader, object value)
    {
        var items = _items.ReadArray(ref reader, reader.ReadCount(_items.MinSize));
        Filling.Fill(ref reader, (KeyedCollection<TKey, TItem>)value, items, now: false, AddAll);
    }

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        using var live = ItemsOf(value);
        if (!live.Items.IsEmpty)
            comparer.AskForTrial();
        return comparer.SameVarint((uint)live.Items.Length) && _items.Same(ref comparer, live.Items);
    }

    private static Snapshot<TItem> ItemsOf(object value)
    {
        var items = CollectionCodec<TItem>.ItemsOf((Collection<TItem>)value);
        var snapshot = Snapshot<TItem>.Rent(items.Count, out var room);
        items.CopyTo(room, 0);
        return snapshot;
    }

    // Past InsertItem, which a derived class may override.
    private static void AddAll(KeyedCollection<TKey, TItem> collection, TItem[] items)
    {
        var inner = CollectionCodec<TItem>.ItemsOf(collection);
        foreach (var item in items)
        {
            if (KeyOf(collection, item) is { } key)
                AddKey(collection, key, item);
            inner.Add(item);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(KeyedCollection<TKey, TItem> collection, IEqualityComparer<TKey>? comparer, int threshold);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "threshold")]
    private static extern ref int ThresholdOf(KeyedCollection<TKey, TItem> collection);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetKeyForItem")]
    private static extern TKey KeyOf(KeyedCollection<TKey, TItem> collection, TItem item);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "AddKey")]
    private static extern void AddKey(KeyedCollection<TKey, TItem> collection, TKey key, TItem item);
}
