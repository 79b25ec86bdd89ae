using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Other threads may be writing, so each walk takes an atomic copy: compare allocates it.</summary>
internal sealed class ConcurrentQueueCodec<T>(Codec<T> element) : SequenceCodec<ConcurrentQueue<T>, T>(element)
{
    protected override void Construct(ConcurrentQueue<T> collection) => RunConstructor(collection);

    protected override Snapshot<T> ElementsOf(ConcurrentQueue<T> collection) => new(collection.ToArray());

    protected override void AddAll(ConcurrentQueue<T> collection, T[] elements)
    {
        foreach (var element in elements)
            collection.Enqueue(element);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void RunConstructor(ConcurrentQueue<T> collection);
}
