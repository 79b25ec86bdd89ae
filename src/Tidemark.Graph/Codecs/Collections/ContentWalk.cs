using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>How <see cref="ContentWalk"/> sees the items of a set or of a dictionary.</summary>
internal interface IContentItems<TItem, TKey>
{
    Codec<TItem> Item { get; }

    /// <summary>What an item is found by. Its bytes come first in those of the item.</summary>
    Codec<TKey> Key { get; }

    TKey KeyOf(in TItem item);

    /// <summary>Compares what an item has besides its key, or writes it down.</summary>
    /// <param name="comparer">The walk, behind the key.</param>
    /// <param name="live">The live item.</param>
    /// <param name="index">Where the baseline has it.</param>
    bool SameRest(ref GraphComparer comparer, in TItem live, int index);
}

/// <summary>
/// Compares items by the bytes of their keys from the first on that is not where it was: those that went are removed where they stood.
/// Those that came are put in front of the one that they precede, if the collection has an order; else behind the others.
/// </summary>
internal ref struct ContentWalk
{
    private bool _isNamed;

    /// <summary>Whether items came or went.</summary>
    public readonly bool HasResized => _isNamed;

    /// <summary>Passes the count of the baseline; false if it differs and nothing is recorded.</summary>
    public bool TryBegin(ref GraphComparer comparer, int live, out int stored)
    {
        stored = 0;
        var start = comparer.Position;
        if (!comparer.TryTakeVarint(out var count) || count > int.MaxValue)
            return false;
        stored = (int)count;
        if (stored == live)
            return true;
        if (!comparer.IsRecording)
            return false;
        Name(ref comparer);
        comparer.ReplaceCount(start, live);
        return true;
    }

    /// <summary>Compares <paramref name="stored"/> items that the walk stands before with the live ones.</summary>
    /// <param name="comparer">The walk.</param>
    /// <param name="items">What the items are.</param>
    /// <param name="live">The live ones that are not passed yet.</param>
    /// <param name="passed">How many have been passed.</param>
    /// <param name="stored">How many the baseline still has.</param>
    /// <param name="isSorted">Whether their order is that of the live collection; else any order will do.</param>
    public bool Same<TItem, TKey>(
        ref GraphComparer comparer, IContentItems<TItem, TKey> items, ReadOnlySpan<TItem> live, int passed, int stored, bool isSorted)
    {
        if ((isSorted && !comparer.IsRecording) || !comparer.TrySpendOnIndex(live.Length))
            return false;
        using var index = new ContentIndex<TKey>(items.Key, live.Length, comparer.Scope);
        foreach (ref readonly var item in live)
            index.Add(items.KeyOf(in item));
        index.Build();
        return isSorted
            ? SameSorted(ref comparer, items, live, in index, passed, stored)
            : SameInAnyOrder(ref comparer, items, live, in index, passed, stored);
    }

    // Both sides have an order, so what is found further on skips nothing that would still be needed; if orders changed, that comes again.
    private bool SameSorted<TItem, TKey>(
        ref GraphComparer comparer,
        IContentItems<TItem, TKey> items,
        ReadOnlySpan<TItem> live,
        scoped in ContentIndex<TKey> index,
        int passed,
        int stored)
    {
        var next = 0;
        for (var i = 0; i < stored; i++)
        {
            var start = comparer.Position;
            if (!comparer.TryTakeContent(items.Key, out var key))
                return false;
            var behindKey = comparer.Position;
            var isThere = index.TryTake(key, next, out var at);
            if (!isThere || at > next)
                comparer.Position = start;
            if (!isThere)
            {
                if (!Replace(ref comparer, items.Item, 1, []))
                    return false;
                continue;
            }

            if (at > next && !Replace(ref comparer, items.Item, 0, live[next..at]))
                return false;
            comparer.Position = behindKey;
            next = at + 1;
            if (!items.SameRest(ref comparer, in live[at], passed + i))
                return false;
        }

        return next == live.Length || Replace(ref comparer, items.Item, 0, live[next..]);
    }

    private bool SameInAnyOrder<TItem, TKey>(
        ref GraphComparer comparer,
        IContentItems<TItem, TKey> items,
        ReadOnlySpan<TItem> live,
        scoped in ContentIndex<TKey> index,
        int passed,
        int stored)
    {
        var left = live.Length;
        for (var i = 0; i < stored; i++)
        {
            var start = comparer.Position;
            if (!comparer.TryTakeContent(items.Key, out var key))
                return false;
            if (index.TryTake(key, 0, out var at))
            {
                left--;
                if (!items.SameRest(ref comparer, in live[at], passed + i))
                    return false;
                continue;
            }

            comparer.Position = start;
            if (!Replace(ref comparer, items.Item, 1, []))
                return false;
        }

        if (left == 0)
            return true;
        var came = new TItem[left];
        for (var at = live.Length - 1; at >= 0; at--)
        {
            if (!index.IsTaken(at))
                came[--left] = live[at];
        }

        return Replace(ref comparer, items.Item, 0, came);
    }

    private bool Replace<T>(ref GraphComparer comparer, Codec<T> codec, int stored, scoped ReadOnlySpan<T> live)
    {
        if (!comparer.IsRecording)
            return false;
        Name(ref comparer);
        return comparer.ReplaceElements(codec, stored, live);
    }

    // The collection itself is what changed, once.
    private void Name(ref GraphComparer comparer)
    {
        if (!_isNamed)
            comparer.BeginChange();
        _isNamed = true;
    }
}
