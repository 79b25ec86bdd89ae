using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class ImmutableSortedSetCodec<T>(Codec<T> element) : MadeSetCodec<ImmutableSortedSet<T>, T>(element)
{
    protected override bool Hashes => false;

    protected override byte ComparerOf(ImmutableSortedSet<T> set) => OrderForm<T>.CodeOf(set.KeyComparer, set);

    protected override Snapshot<T> ElementsOf(ImmutableSortedSet<T> set)
    {
        var snapshot = Snapshot<T>.Rent(set.Count, out var room);
        var i = 0;
        foreach (var element in set)
            room[i++] = element;
        return snapshot;
    }

    protected override Func<T[], ImmutableSortedSet<T>> Maker(ref GraphReader reader)
    {
        var comparer = OrderForm<T>.Read(ref reader);
        return elements =>
        {
            var set = ImmutableSortedSet.CreateRange(comparer, elements);
            return set.Count == elements.Length ? set : throw new ArgumentException("An element of a set is there twice.");
        };
    }

    protected override ImmutableSortedSet<T> MakeAsStored(T[] elements)
    {
        var set = ImmutableSortedSet.Create<T>(AddedLast<T>.WithPresent);
        foreach (var element in elements)
            set = set.Add(element);
        ComparerField(set) = Comparer<T>.Default;
        return set;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_comparer")]
    private static extern ref IComparer<T> ComparerField(ImmutableSortedSet<T> set);
}
