using System.Collections.Immutable;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>A queue that was added to turns its back list round at the first walk, once: that allocates.</summary>
internal sealed class ImmutableQueueCodec<T>(Codec<T> element) : MadeSequenceCodec<ImmutableQueue<T>, T>(element)
{
    protected override Snapshot<T> ElementsOf(ImmutableQueue<T> collection)
    {
        var count = 0;
        for (var walk = collection.GetEnumerator(); walk.MoveNext();)
            count++;
        var snapshot = Snapshot<T>.Rent(count, out var room);
        count = 0;
        foreach (var element in collection)
            room[count++] = element;
        return snapshot;
    }

    protected override ImmutableQueue<T> Make(T[] elements) => ImmutableQueue.Create(elements);
}
