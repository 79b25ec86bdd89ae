using System.Collections.Immutable;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// The framework's enumerator allocates about 100 bytes for each group of elements of one hash code; otherwise compare does not.
/// </summary>
internal sealed class ImmutableHashSetCodec<T>(Codec<T> element) : MadeSetCodec<ImmutableHashSet<T>, T>(element)
{
    protected override byte ComparerOf(ImmutableHashSet<T> set) => EqualityForm<T>.CodeOf(set.KeyComparer, set);

    protected override Snapshot<T> ElementsOf(ImmutableHashSet<T> set)
    {
        var snapshot = Snapshot<T>.Rent(set.Count, out var room);
        var i = 0;
        foreach (var element in set)
            room[i++] = element;
        return snapshot;
    }

    protected override Func<T[], ImmutableHashSet<T>> Maker(ref GraphReader reader)
    {
        var comparer = EqualityForm<T>.Read(ref reader);
        return elements =>
        {
            var set = ImmutableHashSet.CreateRange(comparer, elements);
            return set.Count == elements.Length ? set : throw new ArgumentException("An element of a set is there twice.");
        };
    }
}
