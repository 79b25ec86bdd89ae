using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.Specialized;
using System.Text.Json.Nodes;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// The framework's interfaces of collections, and <see cref="JsonNode"/>, which is as good as one. A slot of one holds any collection of its
/// arguments.
/// </summary>
internal static class CollectionInterfaces
{
    private static readonly FrozenDictionary<string, Type> Known = new[]
    {
        typeof(IEnumerable<>), typeof(ICollection<>), typeof(IList<>), typeof(IReadOnlyCollection<>), typeof(IReadOnlyList<>),
        typeof(ISet<>), typeof(IReadOnlySet<>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>),
        typeof(IImmutableList<>), typeof(IImmutableSet<>), typeof(IImmutableQueue<>), typeof(IImmutableStack<>), typeof(IImmutableDictionary<,>),
        typeof(IProducerConsumerCollection<>),
        typeof(JsonNode), typeof(IEnumerable), typeof(ICollection), typeof(IList), typeof(IDictionary), typeof(IOrderedDictionary),
    }.ToFrozenDictionary(type => type.FullName!, StringComparer.Ordinal);

    /// <summary>The interface of a full name, open if it is generic; null if there is none.</summary>
    public static Type? Named(string name) => Known.GetValueOrDefault(name);

    public static bool Contains(Type type) =>
        type.IsAbstract && !type.IsGenericParameter && Known.GetValueOrDefault(OpenOf(type).FullName ?? "") == OpenOf(type);

    /// <summary>What a collection in a slot of the type holds, as far as the type says it; empty for a type that collections do not implement.</summary>
    public static IEnumerable<Type> ElementTypes(Type slot)
    {
        if (Contains(slot))
            return slot.GenericTypeArguments;
        return slot.IsInterface || slot.IsAbstract ? slot.GetInterfaces().Where(Contains).SelectMany(type => type.GenericTypeArguments) : [];
    }

    private static Type OpenOf(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
