using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>Puts what was read into a collection that hashes or sorts it.</summary>
internal static class Filling
{
    /// <summary>Where a collection ends whose items were just read, and which one it is; for errors.</summary>
    public static Site SiteOf(ref GraphReader reader) => new(reader.Position, reader.NumberRebuilt());

    /// <summary>
    /// Fills at once if the items can be hashed now, else when every instance in the graph is complete. Whatever the collection, or a
    /// user's key, throws over the items means a damaged payload: nothing is committed that was not read once, where a user's code has a say.
    /// </summary>
    public static void Fill<TCollection, TItem>(
        ref GraphReader reader, TCollection collection, TItem[] items, bool now, Action<TCollection, TItem[]> fill, bool hashes = true)
    {
        var site = SiteOf(ref reader);
        if (now)
            Guard(collection, items, site, fill, hashes);
        else
            reader.AtEnd(() => Guard(collection, items, site, fill, hashes));
    }

    /// <summary>The collection that the items make, for those that are made from all of their items at once.</summary>
    public static TCollection Make<TCollection, TItem>(
        ref GraphReader reader, TItem[] items, Func<TItem[], TCollection> make, bool hashes = true) =>
        Make(items, SiteOf(ref reader), make, hashes);

    /// <inheritdoc cref="Make{TCollection, TItem}(ref GraphReader, TItem[], Func{TItem[], TCollection}, bool)"/>
    public static TCollection Make<TCollection, TItem>(TItem[] items, Site site, Func<TItem[], TCollection> make, bool hashes = true)
    {
        try
        {
            if (hashes)
                HashDepth.Check(items, site.Offset);
            return make(items);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw site.Mismatch<TCollection>(cause);
        }
    }

    private static void Guard<TCollection, TItem>(
        TCollection collection, TItem[] items, Site site, Action<TCollection, TItem[]> fill, bool hashes)
    {
        try
        {
            if (hashes)
                HashDepth.Check(items, site.Offset);
            fill(collection, items);
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
internal readonly record struct Site(int Offset, int Number)
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
