using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Puts what was read into a collection that hashes or sorts it.</summary>
internal static class Filling
{
    /// <summary>Where a collection ends whose items were just read, and which one it is; for errors.</summary>
    public static Site SiteOf(ref GraphReader reader) => new(reader.Position, reader.NumberRebuilt(), reader.IsTrial);

    /// <summary>
    /// Fills at once if the items can be hashed now, else when every instance in the graph is complete. Whatever the collection, or a
    /// user's key, throws over the items means a damaged payload: nothing is committed that was not read once, where a user's code has a say.
    /// </summary>
    /// <param name="reader">The walk.</param>
    /// <param name="collection">The empty collection.</param>
    /// <param name="items">What was read.</param>
    /// <param name="now">Whether the items are complete.</param>
    /// <param name="fill">Fills it by its own equality or order.</param>
    /// <param name="hashes">Whether it hashes the items.</param>
    /// <param name="fillAsStored">Fills it in the order in which the items are, if its own order does not bear them.</param>
    public static void Fill<TCollection, TItem>(
        ref GraphReader reader,
        TCollection collection,
        TItem[] items,
        bool now,
        Action<TCollection, TItem[]> fill,
        bool hashes = true,
        Action<TCollection, TItem[]>? fillAsStored = null)
    {
        var site = SiteOf(ref reader);
        if (now)
            Guard(collection, items, site, fill, hashes, fillAsStored);
        else
            reader.AtEnd(() => Guard(collection, items, site, fill, hashes, fillAsStored));
    }

    /// <summary>The collection that the items make, for those that are made from all of their items at once.</summary>
    public static TCollection Make<TCollection, TItem>(
        ref GraphReader reader,
        TItem[] items,
        Func<TItem[], TCollection> make,
        bool hashes = true,
        Func<TItem[], TCollection>? makeAsStored = null) => Make(items, SiteOf(ref reader), make, hashes, makeAsStored);

    /// <summary>As the other one, for a collection that was read before.</summary>
    public static TCollection Make<TCollection, TItem>(
        TItem[] items, Site site, Func<TItem[], TCollection> make, bool hashes = true, Func<TItem[], TCollection>? makeAsStored = null)
    {
        try
        {
            if (hashes)
                HashDepth.Check(items, site.Offset);
            return make(items);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException && makeAsStored is not null && !site.IsTrial)
        {
            return Make(items, site, makeAsStored, hashes);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw site.Mismatch<TCollection>(cause);
        }
    }

    private static void Guard<TCollection, TItem>(
        TCollection collection,
        TItem[] items,
        Site site,
        Action<TCollection, TItem[]> fill,
        bool hashes,
        Action<TCollection, TItem[]>? fillAsStored)
    {
        try
        {
            if (hashes)
                HashDepth.Check(items, site.Offset);
            fill(collection, items);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException && fillAsStored is not null && !site.IsTrial)
        {
            Guard(collection, items, site, fillAsStored, hashes, null);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw site.Mismatch<TCollection>(cause);
        }
    }
}

/// <summary>A collection in a payload.</summary>
/// <param name="Offset">Where its items end.</param>
/// <param name="Number">How many of its sort end before it.</param>
/// <param name="IsTrial">Whether its own order must tell its elements apart.</param>
internal readonly record struct Site(int Offset, int Number, bool IsTrial)
{
    public GraphFormatException Mismatch<TCollection>(Exception? cause) => cause is GraphFormatException told
        ? Numbered(told)
        : Numbered(new GraphFormatException($"The elements of {Refused.NameOf(typeof(TCollection))} do not go together", Offset, cause));

    private GraphFormatException Numbered(GraphFormatException damage)
    {
        damage.Rebuilt = Number;
        return damage;
    }
}
