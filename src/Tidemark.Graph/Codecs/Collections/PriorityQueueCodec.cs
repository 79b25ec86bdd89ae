using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// The comparer in the head; how many, then elements with their priorities, in the order of the heap, which another order equals.
/// </summary>
internal sealed class PriorityQueueCodec<TElement, TPriority>(Codec<TElement> element, Codec<TPriority> priority)
    : ReferenceCodec<PriorityQueue<TElement, TPriority>>
{
    private readonly KeyValuePairCodec<TElement, TPriority> _item = new(element, priority);
    private readonly IElements<KeyValuePair<TElement, TPriority>> _items =
        new CodedElements<KeyValuePair<TElement, TPriority>>(new KeyValuePairCodec<TElement, TPriority>(element, priority));

    public override void WriteHead(ref GraphWriter writer, object value) => writer.WriteByte(ComparerOf(value));

    public override object ReadHead(ref GraphReader reader) =>
        new PriorityQueue<TElement, TPriority>(OrderForm<TPriority>.Read(ref reader));

    public override bool SameHead(ref GraphComparer comparer, object value) => comparer.SameByte(ComparerOf(value));

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        using var live = ItemsOf((PriorityQueue<TElement, TPriority>)value);
        DemandOrder(value, live.Items);
        writer.WriteVarint((uint)live.Items.Length);
        foreach (ref readonly var item in live.Items)
            _item.Write(ref writer, in item);
        writer.EndRebuilt(value, IsOrderedByUser(live.Items));
    }

    public override void ReadBody(ref GraphReader reader, object value)
    {
        var items = new KeyValuePair<TElement, TPriority>[reader.ReadCount(_item.MinSize)];
        for (var i = 0; i < items.Length; i++)
            items[i] = _item.Read(ref reader);
        Filling.Fill(ref reader, (PriorityQueue<TElement, TPriority>)value, items, IContent.Is(priority), AddAll, hashes: false);
    }

    public override bool SameBody(ref GraphComparer comparer, object value)
    {
        using var live = ItemsOf((PriorityQueue<TElement, TPriority>)value);
        DemandOrder(value, live.Items);
        if (IsOrderedByUser(live.Items))
            comparer.AskForTrial();
        return comparer.SameVarint((uint)live.Items.Length)
            && AnyOrder.SameInOrderOrAny(ref comparer, _items, _item, live.Items);
    }

    private static void DemandOrder(object queue, ReadOnlySpan<KeyValuePair<TElement, TPriority>> items)
    {
        if (!CultureOrder<TPriority>.IsOpen)
            return;
        foreach (ref readonly var item in items)
            CultureOrder<TPriority>.Refuse(item.Value, queue);
    }

    private static bool IsOrderedByUser(ReadOnlySpan<KeyValuePair<TElement, TPriority>> items)
    {
        if (OwnEquality<TPriority>.IsNever(hashes: false))
            return false;
        foreach (ref readonly var item in items)
        {
            if (OwnEquality<TPriority>.IsIn([item.Value], hashes: false))
                return true;
        }

        return false;
    }

    private static byte ComparerOf(object value)
    {
        var queue = (PriorityQueue<TElement, TPriority>)value;
        return OrderForm<TPriority>.CodeOf(queue.Comparer, queue);
    }

    private static Snapshot<KeyValuePair<TElement, TPriority>> ItemsOf(PriorityQueue<TElement, TPriority> queue)
    {
        var snapshot = Snapshot<KeyValuePair<TElement, TPriority>>.Rent(queue.Count, out var room);
        var i = 0;
        foreach (var (element, priority) in queue.UnorderedItems)
            room[i++] = new KeyValuePair<TElement, TPriority>(element, priority);
        return snapshot;
    }

    // One by one: entries in the order of a heap stay where they are, so the queue that is read has the same heap.
    private static void AddAll(PriorityQueue<TElement, TPriority> queue, KeyValuePair<TElement, TPriority>[] items)
    {
        foreach (var (element, priority) in items)
            queue.Enqueue(element, priority);
    }
}
