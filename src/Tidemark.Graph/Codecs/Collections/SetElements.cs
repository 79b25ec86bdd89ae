using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The three verbs over the elements of a set of any family: how many, then these.</summary>
internal sealed class SetElements<T>(Codec<T> element) : IContentItems<T, T>
{
    private readonly IElements<T> _elements = Elements.Of(element);

    /// <summary>Whether elements can be hashed as soon as they are read, and looked up from bytes.</summary>
    public bool AreContent => IContent.Is(element);

    Codec<T> IContentItems<T, T>.Item => element;

    Codec<T> IContentItems<T, T>.Key => element;

    T IContentItems<T, T>.KeyOf(in T item) => item;

    bool IContentItems<T, T>.SameRest(ref GraphComparer comparer, in T live, int index) => true;

    /// <param name="writer">The walk.</param>
    /// <param name="set">The set.</param>
    /// <param name="live">Its elements.</param>
    /// <param name="hashes">Whether it finds elements by their hash; else they are sorted.</param>
    public void Write(ref GraphWriter writer, object set, ReadOnlySpan<T> live, bool hashes)
    {
        if (!hashes && CultureOrder<T>.IsOpen)
            DemandOrder(set, live);
        writer.WriteVarint((uint)live.Length);
        _elements.Write(ref writer, live);
        writer.EndRebuilt(set, OwnEquality<T>.IsIn(live, hashes));
    }

    public T[] Read(ref GraphReader reader) => _elements.ReadArray(ref reader, reader.ReadCount(_elements.MinSize));

    /// <summary>
    /// Compares in order, and if that fails and the set has no order, in any. If that fails too, the walk is back at the count.
    /// </summary>
    public bool Same(ref GraphComparer comparer, object set, ReadOnlySpan<T> live, bool hashes)
    {
        if (!hashes && CultureOrder<T>.IsOpen)
            DemandOrder(set, live);
        var start = comparer.Mark();
        var recording = comparer.Pause();
        var same = comparer.SameVarint((uint)live.Length) && _elements.Same(ref comparer, live);
        comparer.Resume(recording);
        if (OwnEquality<T>.IsIn(live, hashes) && !(same && AreContent))
            comparer.AskForTrial();
        if (same || comparer.IsVoid)
            return same;
        comparer.TakeBack(in start);
        same = AreContent
            ? SameByContent(ref comparer, live, hashes)
            : hashes && comparer.SameVarint((uint)live.Length) && AnyOrder.Same(ref comparer, element, live);
        if (!same && !comparer.IsVoid)
            comparer.Rewind(in start);
        return same;
    }

    private static void DemandOrder(object set, ReadOnlySpan<T> live)
    {
        foreach (var element in live)
            CultureOrder<T>.Refuse(element, set);
    }

    private bool SameByContent(ref GraphComparer comparer, ReadOnlySpan<T> live, bool hashes)
    {
        var walk = default(ContentWalk);
        return walk.TryBegin(ref comparer, live.Length, out var stored)
            && walk.Same(ref comparer, this, live, 0, stored, isSorted: !hashes);
    }
}
