using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class HashSetCodec<T>(Codec<T> element) : SetCodec<HashSet<T>, T>(element)
{
    protected override byte ComparerOf(HashSet<T> set) => EqualityForm<T>.CodeOf(set.Comparer, set);

    protected override HashSet<T> Create(ref GraphReader reader) => new(EqualityForm<T>.Read(ref reader));

    protected override void Construct(ref GraphReader reader, HashSet<T> set) => Construct(set, EqualityForm<T>.Read(ref reader));

    protected override Snapshot<T> ElementsOf(HashSet<T> set)
    {
        var snapshot = Snapshot<T>.Rent(set.Count, out var room);
        set.CopyTo(room);
        return snapshot;
    }

    protected override bool TryAdd(HashSet<T> set, T element) => set.Add(element);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(HashSet<T> set, IEqualityComparer<T>? comparer);
}
