using System.Collections.Immutable;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class ImmutableListCodec<T>(Codec<T> element) : MadeSequenceCodec<ImmutableList<T>, T>(element)
{
    protected override Snapshot<T> ElementsOf(ImmutableList<T> collection)
    {
        var snapshot = Snapshot<T>.Rent(collection.Count, out var room);
        collection.CopyTo(room);
        return snapshot;
    }

    protected override ImmutableList<T> Make(T[] elements) => ImmutableList.Create(elements);
}
