using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>From the top down.</summary>
internal sealed class StackCodec<T>(Codec<T> element) : SequenceCodec<Stack<T>, T>(element)
{
    protected override void Construct(Stack<T> collection) => RunConstructor(collection);

    protected override Snapshot<T> ElementsOf(Stack<T> collection)
    {
        var snapshot = Snapshot<T>.Rent(collection.Count, out var room);
        collection.CopyTo(room, 0);
        return snapshot;
    }

    protected override void AddAll(Stack<T> collection, T[] elements)
    {
        for (var i = elements.Length - 1; i >= 0; i--)
            collection.Push(elements[i]);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void RunConstructor(Stack<T> collection);
}
