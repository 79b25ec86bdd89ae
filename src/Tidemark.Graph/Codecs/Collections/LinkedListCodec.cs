using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class LinkedListCodec<T>(Codec<T> element) : SequenceCodec<LinkedList<T>, T>(element)
{
    protected override void Construct(LinkedList<T> collection) => RunConstructor(collection);

    protected override Snapshot<T> ElementsOf(LinkedList<T> collection)
    {
        var snapshot = Snapshot<T>.Rent(collection.Count, out var room);
        collection.CopyTo(room, 0);
        return snapshot;
    }

    protected override void AddAll(LinkedList<T> collection, T[] elements)
    {
        foreach (var element in elements)
            collection.AddLast(element);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void RunConstructor(LinkedList<T> collection);
}
