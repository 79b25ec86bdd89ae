using System.Collections.Frozen;

namespace Tidemark.Graph.Shapes;

/// <summary>The framework's tuples: unlike its other types, their fields are what they are, so they are taken by their fields.</summary>
internal static class TupleTypes
{
    private static readonly FrozenDictionary<string, Type> Definitions = new[]
    {
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>),
        typeof(Tuple<,,,,,>), typeof(Tuple<,,,,,,>), typeof(Tuple<,,,,,,,>),
    }.ToFrozenDictionary(type => type.FullName!, StringComparer.Ordinal);

    public static bool IsTuple(Type type) =>
        type is { IsGenericType: true, Namespace: "System" } && Definitions.ContainsKey(type.GetGenericTypeDefinition().FullName!);

    /// <summary>The open tuple type of a full name; null if there is none.</summary>
    public static Type? Named(string name) => Definitions.GetValueOrDefault(name);
}
