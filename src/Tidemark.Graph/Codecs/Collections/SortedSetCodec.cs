using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Walking a <see cref="SortedSet{T}"/> takes a stack of its own: compare allocates some hundred bytes.</summary>
internal sealed class SortedSetCodec<T>(Codec<T> element) : SetCodec<SortedSet<T>, T>(element)
{
    protected override bool Hashes => false;

    protected override byte ComparerOf(SortedSet<T> set) => OrderForm<T>.CodeOf(set.Comparer, set);

    protected override SortedSet<T> Create(ref GraphReader reader) => new(OrderForm<T>.Read(ref reader));

    protected override void Construct(ref GraphReader reader, SortedSet<T> set) => Construct(set, OrderForm<T>.Read(ref reader));

    protected override Snapshot<T> ElementsOf(SortedSet<T> set)
    {
        var snapshot = Snapshot<T>.Rent(set.Count, out var room);
        set.CopyTo(room);
        return snapshot;
    }

    protected override bool TryAdd(SortedSet<T> set, T element) => set.Add(element);

    protected override void AddAsStored(SortedSet<T> set, T[] elements) => Refill(set, elements);

    /// <summary>Replaces what is in a set by the elements, in the order in which they are.</summary>
    public static void Refill(SortedSet<T> set, T[] elements)
    {
        var comparer = set.Comparer;
        set.Clear();
        ComparerField(set) = AddedLast<T>.WithPresent;
        foreach (var element in elements)
            set.Add(element);
        ComparerField(set) = comparer;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "comparer")]
    private static extern ref IComparer<T> ComparerField(SortedSet<T> set);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = ".ctor")]
    private static extern void Construct(SortedSet<T> set, IComparer<T>? comparer);
}
