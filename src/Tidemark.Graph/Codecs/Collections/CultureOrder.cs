using System.Runtime.CompilerServices;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// Whether the default order of a type is that of the current culture, as it is for text and for tuples with text in them. What one culture
/// sorted, another cannot search, and some keys only one of them tells apart: so such an order is no state.
/// </summary>
internal static class CultureOrder<T>
{
    private static readonly bool? Declared = CultureOrder.Of(typeof(T));

    /// <summary>Refuses a collection in such an order, if its declared type says so.</summary>
    public static void RefuseDeclared(object collection)
    {
        if (Declared == true)
            throw Refused.CultureOrder(collection, typeof(T));
    }

    /// <summary>Refuses a collection in such an order, if that depends on the key.</summary>
    public static void Refuse(T key, object collection)
    {
        if (Declared is null && CultureOrder.IsOf(key))
            throw Refused.CultureOrder(collection, key!.GetType());
    }

    /// <summary>Whether it depends on the keys.</summary>
    public static bool IsOpen => Declared is null;
}

internal static class CultureOrder
{
    /// <summary>Whether a declared type sorts by culture; null if it depends on the values.</summary>
    public static bool? Of(Type type)
    {
        if (type == typeof(string))
            return true;
        if (type == typeof(object) || type.IsInterface)
            return null;
        var parts = TupleTypes.IsTuple(type) || Nullable.GetUnderlyingType(type) is not null ? type.GenericTypeArguments : [];
        var verdicts = Array.ConvertAll(parts, Of);
        return verdicts.Contains(true) ? true : verdicts.Contains(null) ? null : false;
    }

    public static bool IsOf(object? value) =>
        value is string || (value is ITuple tuple && TupleTypes.IsTuple(tuple.GetType()) && Enumerable.Range(0, tuple.Length).Any(i => IsOf(tuple[i])));
}
