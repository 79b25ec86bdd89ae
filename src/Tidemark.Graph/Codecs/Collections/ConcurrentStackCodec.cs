using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>From the top down. Other threads may be writing, so each walk takes an atomic copy: compare allocates it.</summary>
internal sealed class ConcurrentStackCodec<T>(Codec<T> element) : SequenceCodec<ConcurrentStack<T>, T>(element)
{
    protected override void Construct(ConcurrentStack<T> collection) => RunConstructor(collection);

    protected override Snapshot<T> ElementsOf(ConcurrentStack<T> collection) => new(collection.ToArray());

    protected override void AddAll(ConcurrentStack<T> collection, T[] elements)
    {
        for (var i = elements.Length - 1; i >= 0; i--)
            collection.Push(elements[i]);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void RunConstructor(ConcurrentStack<T> collection);
}
