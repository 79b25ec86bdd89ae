using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>The equality of generated records: by their fields, as a compiler would write it.</summary>
public static class ContentEquality
{
    private const int MaxDepth = 500;

    private static readonly ConditionalWeakTable<Type, FieldInfo[]> Known = [];

    [ThreadStatic]
    private static int _depth;

    /// <summary>Whether two records are of one type and have equal fields.</summary>
    public static bool Same(object one, object? other)
    {
        if (other is null || one.GetType() != other.GetType())
            return false;
        return Guarded(() => Array.TrueForAll(FieldsOf(one.GetType()), field => Equals(field.GetValue(one), field.GetValue(other))));
    }

    /// <summary>Whether two records are of one type and have equal first fields.</summary>
    public static bool SameFirst(object one, object? other) => other is not null && one.GetType() == other.GetType() &&
        Guarded(() => FieldsOf(one.GetType()) is not [var first, ..] || Equals(first.GetValue(one), first.GetValue(other)));

    /// <summary>A hash that all records share.</summary>
    public static int HashNothing(object value) => 1;

    /// <summary>The order of all fields.</summary>
    public static int Order(object one, object? other) => other is null ? 1 : Guarded(() =>
        FieldsOf(one.GetType()).Select(field => Order(field, one, other)).FirstOrDefault(order => order != 0));

    /// <summary>The order of the last field, backwards.</summary>
    public static int OrderLast(object one, object? other) => other is null ? 1 : Guarded(() =>
        FieldsOf(one.GetType()) is [.., var last] ? Order(last, other, one) : 0);

    // By text, so that every field has an order; what is no content of its own has none.
    private static int Order(FieldInfo field, object one, object other) => string.CompareOrdinal(
        string.Create(CultureInfo.InvariantCulture, $"{field.GetValue(one)}"), string.Create(CultureInfo.InvariantCulture, $"{field.GetValue(other)}"));

    /// <summary>A hash over the fields; few bits, so that collisions occur.</summary>
    public static int Hash(object value) => Guarded(() =>
        FieldsOf(value.GetType()).Aggregate(0, (hash, field) => (hash * 31) + (field.GetValue(value)?.GetHashCode() ?? 0)) & 0xFF);

    // A record that damaged bytes made part of itself would end the process.
    private static T Guarded<T>(Func<T> verb)
    {
        if (++_depth > MaxDepth)
        {
            _depth = 0;
            throw new InvalidOperationException("A record contains itself.");
        }

        var result = verb();
        _depth = Math.Max(0, _depth - 1);
        return result;
    }

    private static FieldInfo[] FieldsOf(Type type) =>
        Known.GetValue(type, static type => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic));
}
