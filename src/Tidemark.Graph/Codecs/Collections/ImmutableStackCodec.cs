using System.Collections.Immutable;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>From the top down.</summary>
internal sealed class ImmutableStackCodec<T>(Codec<T> element) : MadeSequenceCodec<ImmutableStack<T>, T>(element)
{
    protected override Snapshot<T> ElementsOf(ImmutableStack<T> collection)
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

    protected override ImmutableStack<T> Make(T[] elements)
    {
        Array.Reverse(elements);
        return ImmutableStack.Create(elements);
    }
}
