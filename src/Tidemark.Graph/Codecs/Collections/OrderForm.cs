using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The comparers of sorted collections that bytes can carry; see <see cref="StringComparers"/>.</summary>
internal static class OrderForm<T>
{
    /// <exception cref="GraphException">The comparer is one that somebody wrote, or sorts by the current culture.</exception>
    public static byte CodeOf(IComparer<T>? comparer, object collection)
    {
        if (comparer is null || ReferenceEquals(comparer, Comparer<T>.Default))
        {
            CultureOrder<T>.RefuseDeclared(collection);
            return StringComparers.Default;
        }

        return typeof(T) == typeof(string) && StringComparers.TryFind(comparer, out var code)
            ? code
            : throw Refused.Comparer(collection, comparer);
    }

    // Payloads from before that was refused, or of a collection that was none of these, may have text in the default order.
    private static IComparer<T>? DefaultOrder => typeof(T) == typeof(string) ? (IComparer<T>)(object)StringComparer.Ordinal : null;

    public static IComparer<T>? Read(ref GraphReader reader)
    {
        var code = reader.ReadByte();
        if (code == StringComparers.Default)
            return DefaultOrder;
        var comparer = typeof(T) == typeof(string) ? StringComparers.Of(code) : null;
        if (comparer is null)
            reader.Refuse("A comparer is not known");
        return (IComparer<T>)(object)comparer;
    }
}
