using System.Collections;
using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class ArrayListCodec(Codec<object?> element) : SequenceCodec<ArrayList, object?>(element)
{
    protected override void Construct(ArrayList collection) => RunConstructor(collection);

    protected override Snapshot<object?> ElementsOf(ArrayList collection)
    {
        var snapshot = Snapshot<object?>.Rent(collection.Count, out var room);
        collection.CopyTo(room);
        return snapshot;
    }

    protected override void AddAll(ArrayList collection, object?[] elements) => collection.AddRange(elements);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void RunConstructor(ArrayList collection);
}
