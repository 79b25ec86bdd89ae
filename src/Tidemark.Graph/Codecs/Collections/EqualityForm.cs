using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>The comparers of hashed collections that bytes can carry; see <see cref="StringComparers"/>.</summary>
internal static class EqualityForm<T>
{
    /// <exception cref="GraphException">The comparer is one that somebody wrote.</exception>
    public static byte CodeOf(IEqualityComparer<T>? comparer, object collection)
    {
        if (comparer is null || ReferenceEquals(comparer, EqualityComparer<T>.Default))
            return StringComparers.Default;
        if (typeof(T) == typeof(string))
            return StringComparers.TryFind(comparer, out var code) ? code : throw Refused.Comparer(collection, comparer);
        return ReferenceEquals(comparer, ReferenceEqualityComparer.Instance)
            ? StringComparers.Reference
            : throw Refused.Comparer(collection, comparer);
    }

    public static IEqualityComparer<T>? Read(ref GraphReader reader)
    {
        var code = reader.ReadByte();
        if (code == StringComparers.Default)
            return null;
        if (typeof(T) == typeof(string) && StringComparers.Of(code) is { } comparer)
            return (IEqualityComparer<T>)(object)comparer;
        if (typeof(T).IsValueType || typeof(T) == typeof(string) || code != StringComparers.Reference)
            reader.Refuse("A comparer is not known");
        return (IEqualityComparer<T>)(object)ReferenceEqualityComparer.Instance;
    }
}
