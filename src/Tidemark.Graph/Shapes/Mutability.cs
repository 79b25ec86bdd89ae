using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Codecs.Leaves;

namespace Tidemark.Graph.Shapes;

/// <summary>Which types can change after they were made, seen from their fields.</summary>
internal sealed class Mutability(GraphOptions options)
{
    private readonly Dictionary<Type, bool> _known = [];

    /// <summary>Whether neither an instance nor anything it refers to can change.</summary>
    public bool IsImmutable(Type type)
    {
        if (_known.TryGetValue(type, out var known))
            return known;

        // Assumed while the type's own fields are looked at, so that a type that refers to itself can still be immutable.
        _known[type] = true;
        var immutable = IsDeclaredImmutable(type) || IsImmutableByShape(type);
        if (!immutable)
            _known.Clear();
        return _known[type] = immutable;
    }

    /// <summary>
    /// Whether two references to one instance can be told from references to two equal ones, or must be for its size: immutable types have
    /// no visible identity, but those that contain themselves are tracked all the same, so that shared parts are written once.
    /// </summary>
    public bool IsTracked(Type type) => !IsImmutable(type) || Reaches(type, type, []);

    private bool IsDeclaredImmutable(Type type) =>
        options.ImmutableTypes.Contains(type) || type.IsDefined(typeof(SessionImmutableAttribute), false) ||
        (type.IsGenericType && options.ImmutableTypes.Contains(type.GetGenericTypeDefinition()));

    private bool IsImmutableByShape(Type type)
    {
        if (LeafCodecs.IsImmutable(type))
            return true;
        if (CollectionCodecs.IsCollection(type))
            return CollectionCodecs.IsImmutable(type, IsImmutable);
        if (options.Conversions.ContainsKey(type) || type.IsInterface || type.IsAbstract || type == typeof(object) || type.IsArray)
            return false;
        if (!options.CompilesCode)
            return false; // There may be fields that cannot be seen.
        if (!type.IsValueType && !type.IsSealed && !TupleTypes.IsTuple(type))
            return false;
        return ShapeMembers.Of(type).All(member => (member.Field.IsInitOnly || type.IsValueType) && IsImmutable(member.Type));
    }

    private static bool Reaches(Type from, Type target, HashSet<Type> seen)
    {
        foreach (var next in NextOf(from))
        {
            if (next == target || next.IsInterface || next == typeof(object) || (seen.Add(next) && Reaches(next, target, seen)))
                return true;
        }

        return false;
    }

    private static IEnumerable<Type> NextOf(Type type)
    {
        if (LeafCodecs.IsImmutable(type))
            return [];
        return CollectionCodecs.IsCollection(type) ? CollectionCodecs.ElementTypes(type) : ShapeMembers.Of(type).Select(member => member.Type);
    }
}
