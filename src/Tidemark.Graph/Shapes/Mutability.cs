using System.Collections.Concurrent;
using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Codecs.Leaves;

namespace Tidemark.Graph.Shapes;

/// <summary>Which types can change after they were made, seen from their fields. Safe for all threads.</summary>
internal sealed class Mutability(GraphOptions options)
{
    private readonly ConcurrentDictionary<Type, bool> _known = new();

    /// <summary>Whether neither an instance nor anything it refers to can change.</summary>
    public bool IsImmutable(Type type)
    {
        if (_known.TryGetValue(type, out var known))
            return known;
        var assumed = new HashSet<Type>();
        if (!IsImmutable(type, assumed))
            return false;
        foreach (var immutable in assumed)
            _known[immutable] = true;
        return true;
    }

    /// <summary>
    /// Whether two references to one instance can be told from references to two equal ones, or must be for its size: immutable types have
    /// no visible identity, but those that contain themselves are tracked all the same, so that shared parts are written once.
    /// </summary>
    public bool IsTracked(Type type) => !IsImmutable(type) || ReachesItself(type);

    // Assumed while the type's own fields are looked at, so that a type that refers to itself can still be immutable.
    private bool IsImmutable(Type type, HashSet<Type> assumed)
    {
        if (_known.TryGetValue(type, out var known))
            return known;
        if (!assumed.Add(type))
            return true;
        var isImmutable = IsWithinBounds(type, assumed) && (IsDeclaredImmutable(type) || IsImmutableByShape(type, assumed));
        if (!isImmutable)
            _known[type] = false;
        return isImmutable;
    }

    private bool IsDeclaredImmutable(Type type) =>
        options.ImmutableTypes.Contains(type) || type.IsDefined(typeof(SessionImmutableAttribute), false) ||
        (type.IsGenericType && options.ImmutableTypes.Contains(type.GetGenericTypeDefinition()));

    private bool IsImmutableByShape(Type type, HashSet<Type> assumed)
    {
        if (LeafCodecs.IsImmutable(type))
            return true;
        if (CollectionCodecs.IsCollection(type))
            return CollectionCodecs.IsImmutable(type, element => IsImmutable(element, assumed));
        if (options.Conversions.ContainsKey(type) || type.IsInterface || type.IsAbstract || type == typeof(object) || type.IsArray)
            return false;
        if (!type.IsValueType && !type.IsSealed && !TupleTypes.IsTuple(type))
            return false;
        return ShapeMembers.FieldsOf(type).All(field => (field.IsInitOnly || type.IsValueType) && IsImmutable(field.FieldType, assumed));
    }

    private static bool ReachesItself(Type type)
    {
        var seen = new HashSet<Type>();
        var pending = new Queue<Type>([type]);
        while (pending.TryDequeue(out var from))
        {
            foreach (var next in NextOf(from))
            {
                if (next == type || next.IsInterface || next == typeof(object) || !IsWithinBounds(next, seen))
                    return true;
                if (seen.Add(next))
                    pending.Enqueue(next);
            }
        }

        return false;
    }

    // What is beyond them is refused as state; to be asked about it must end all the same.
    private static bool IsWithinBounds(Type type, HashSet<Type> seen) => seen.Count <= TypeSize.MaxTypes && TypeSize.IsBounded(type);

    private static IEnumerable<Type> NextOf(Type type)
    {
        if (LeafCodecs.IsImmutable(type))
            return [];
        return CollectionCodecs.IsCollection(type) ? CollectionCodecs.ElementTypes(type) : ShapeMembers.FieldsOf(type).Select(field => field.FieldType);
    }
}
