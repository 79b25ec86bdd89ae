using System.Collections.Concurrent;
using System.Text.Json;
using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// Whether code that somebody wrote decides which elements of a hashed or sorted collection are one. Then bytes alone do not say whether as
/// many come back: keys may have been changed in place, or be told apart by what is no state.
/// </summary>
/// <typeparam name="T">The type of elements or keys, as the collection declares it.</typeparam>
internal static class OwnEquality<T>
{
    private static readonly Verdict Hashed = OwnEquality.Of(typeof(T), hashes: true);
    private static readonly Verdict Sorted = OwnEquality.Of(typeof(T), hashes: false);

    /// <param name="elements">The elements, which may be of derived types.</param>
    /// <param name="hashes">Whether they are found by their hash; else they are sorted.</param>
    public static bool IsIn(ReadOnlySpan<T> elements, bool hashes)
    {
        var verdict = hashes ? Hashed : Sorted;
        if (verdict != Verdict.ByInstance)
            return verdict == Verdict.Own && !elements.IsEmpty;
        Type? known = null;
        foreach (ref readonly var element in elements)
        {
            if (OwnEquality.IsOwn(element, hashes, ref known))
                return true;
        }

        return false;
    }

    /// <summary>As <see cref="IsIn"/>, of entries.</summary>
    public static bool IsInKeys<TValue>(ReadOnlySpan<KeyValuePair<T, TValue>> entries, bool hashes)
    {
        var verdict = hashes ? Hashed : Sorted;
        if (verdict != Verdict.ByInstance)
            return verdict == Verdict.Own && !entries.IsEmpty;
        Type? known = null;
        foreach (ref readonly var entry in entries)
        {
            if (OwnEquality.IsOwn(entry.Key, hashes, ref known))
                return true;
        }

        return false;
    }

    /// <summary>Whether keys need not be looked at, whatever they are.</summary>
    public static bool IsNever(bool hashes) => (hashes ? Hashed : Sorted) == Verdict.Never;
}

/// <summary>What the declared type of elements says of their equality.</summary>
internal enum Verdict
{
    /// <summary>It is the framework's: values that cannot change, or instances by reference.</summary>
    Never,

    /// <summary>Somebody wrote it.</summary>
    Own,

    /// <summary>It depends on the types of the elements.</summary>
    ByInstance,
}

/// <summary>What a type's equality and order are.</summary>
internal static class OwnEquality
{
    private static readonly ConcurrentDictionary<(Type Type, bool Hashes), bool> Known = new();

    public static Verdict Of(Type type, bool hashes)
    {
        if (!type.IsValueType && !type.IsSealed)
            return DefinesEquality(type) ? Verdict.Own : Verdict.ByInstance;
        return IsOfFramework(type, hashes) ? Verdict.Never : Verdict.Own;
    }

    /// <param name="element">An element.</param>
    /// <param name="hashes">Whether it is found by its hash.</param>
    /// <param name="known">A type that is known to be the framework's in this respect.</param>
    public static bool IsOwn(object? element, bool hashes, ref Type? known)
    {
        if (element is null || element.GetType() is var type && type == known)
            return false;
        known = type;
        return !Known.GetOrAdd((type, hashes), static key => IsOfFramework(key.Type, key.Hashes));
    }

    private static bool IsOfFramework(Type type, bool hashes)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return IsOfFramework(inner, hashes);
        if (TupleTypes.IsTuple(type))
            return Array.TrueForAll(type.GenericTypeArguments, part => (part.IsValueType || part.IsSealed) && IsOfFramework(part, hashes));
        if (LeafCodecs.IsImmutable(type))
            return type != typeof(JsonElement) && type != typeof(TimeZoneInfo);
        return hashes && !type.IsValueType && !LeafCodecs.IsLeaf(type) && !DefinesEquality(type);
    }

    private static bool DefinesEquality(Type type) =>
        type.IsInterface is false && (
            type.GetMethod(nameof(Equals), [typeof(object)])!.DeclaringType != typeof(object) ||
            type.GetMethod(nameof(GetHashCode), Type.EmptyTypes)!.DeclaringType != typeof(object) ||
            Array.Exists(type.GetInterfaces(), part => part.IsGenericType && part.GetGenericTypeDefinition() == typeof(IEquatable<>)));
}
