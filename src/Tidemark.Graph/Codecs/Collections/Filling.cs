using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Puts what was read into a collection that hashes or sorts it.</summary>
internal static class Filling
{
    /// <summary>
    /// Fills at once if the items can be hashed now, else when every instance in the graph is complete. Whatever the collection, or a
    /// user's key, throws over the items means a damaged payload: a live collection cannot have held them.
    /// </summary>
    public static void Fill<TCollection, TItem>(
        ref GraphReader reader, TCollection collection, TItem[] items, bool now, Action<TCollection, TItem[]> fill, bool hashes = true)
    {
        var offset = reader.Position;
        if (now)
            Guard(collection, items, offset, fill, hashes);
        else
            reader.AtEnd(() => Guard(collection, items, offset, fill, hashes));
    }

    /// <summary>The collection that the items make, for those that are made from all of their items at once.</summary>
    public static TCollection Make<TCollection, TItem>(
        TItem[] items, int offset, Func<TItem[], TCollection> make, bool hashes = true)
    {
        if (hashes)
            HashDepth.Check(items, offset);
        try
        {
            return make(items);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw Mismatch<TCollection>(offset, cause);
        }
    }

    private static void Guard<TCollection, TItem>(
        TCollection collection, TItem[] items, int offset, Action<TCollection, TItem[]> fill, bool hashes)
    {
        if (hashes)
            HashDepth.Check(items, offset);
        try
        {
            fill(collection, items);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw Mismatch<TCollection>(offset, cause);
        }
    }

    private static GraphFormatException Mismatch<TCollection>(int offset, Exception cause) =>
        new($"The elements of {Refused.NameOf(typeof(TCollection))} do not go together", offset, cause);
}
