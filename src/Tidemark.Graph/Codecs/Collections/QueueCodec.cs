using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class QueueCodec<T>(Codec<T> element) : SequenceCodec<Queue<T>, T>(element)
{
    protected override void Construct(Queue<T> collection) => RunConstructor(collection);

    protected override Snapshot<T> ElementsOf(Queue<T> collection)
    {
        var snapshot = Snapshot<T>.Rent(collection.Count, out var room);
        collection.CopyTo(room, 0);
        return snapshot;
    }

    protected override void AddAll(Queue<T> collection, T[] elements)
    {
        foreach (var element in elements)
            collection.Enqueue(element);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void RunConstructor(Queue<T> collection);
}
