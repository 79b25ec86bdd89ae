using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// Records and tuples hash their fields, and those of what these refer to. No live collection can have held one that refers to itself, or
/// that is too deep to be hashed; damaged bytes can, and hashing it would end the process. So it is looked at before it is hashed.
/// </summary>
/// <remarks>A class that hashes what it refers to by code of its own cannot be looked through.</remarks>
internal sealed class HashDepth
{
    private const int MaxDepth = 1000;

    // How often hashing may visit a value: shared parts are hashed each time.
    private const long MaxVisits = 10_000_000;

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> FieldsByType = new();

    private readonly Dictionary<object, Measure> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<Frame> _frames = new();

    /// <summary>Refuses items that cannot be hashed. Of entries it looks at the keys only.</summary>
    public static void Check<TItem>(TItem[] items, int offset)
    {
        if (!Looked<TItem>.IsNeeded)
            return;
        HashDepth? depth = null;
        foreach (var item in items)
        {
            if (item is not null && FieldsOf(item.GetType()).Length > 0)
                (depth ??= new HashDepth()).Check(item, offset);
        }
    }

    private void Check(object item, int offset)
    {
        Push(item);
        while (_frames.TryPeek(out var frame))
        {
            if (frame.Next < frame.Parts.Length)
            {
                var part = frame.Parts[frame.Next++];
                if (!_known.TryGetValue(part, out var known))
                    Push(part);
                else if (known.IsOpen)
                    throw new GraphFormatException("A key or an element of a set refers to itself", offset);
                else
                    frame.Add(known);
                continue;
            }

            _frames.Pop();
            var measure = frame.Close();
            if (measure.Depth > MaxDepth || measure.Visits > MaxVisits)
                throw new GraphFormatException("A key or an element of a set is too deep to be hashed", offset);
            _known[frame.Value] = measure;
            if (_frames.TryPeek(out var above))
                above.Add(measure);
        }
    }

    private void Push(object value)
    {
        _known[value] = new Measure(0, 0, IsOpen: true);
        _frames.Push(new Frame(value, [.. PartsOf(value)]));
    }

    private static IEnumerable<object> PartsOf(object value)
    {
        foreach (var field in FieldsOf(value.GetType()))
        {
            if (field.GetValue(value) is { } part && FieldsOf(part.GetType()).Length > 0)
                yield return part;
        }
    }

    // The fields that its hash goes through and that can lead further; none for types that do not hash their fields.
    private static FieldInfo[] FieldsOf(Type type) => FieldsByType.GetOrAdd(type, static type =>
    [
        .. ShapeMembers.Of(type).Select(member => member.Field).Where(field => IsHashed(type, field) && CanLeadFurther(field.FieldType)),
    ]);

    private static bool CanLeadFurther(Type type) => !type.IsPrimitive && !type.IsEnum && type != typeof(string);

    private static bool IsHashed(Type type, FieldInfo field) =>
        IsEntry(type) ? field.Name == "key" : TupleTypes.IsTuple(type) || IsAnonymous(type) || HasMadeHash(type);

    private static bool IsEntry(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);

    private static bool IsAnonymous(Type type) => type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal);

    private static bool HasMadeHash(Type type) =>
        type.GetMethod(nameof(GetHashCode), Type.EmptyTypes)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true;

    // Most items are strings, numbers and the like: known from their type alone.
    private static class Looked<TItem>
    {
        public static readonly bool IsNeeded = (!typeof(TItem).IsValueType && !typeof(TItem).IsSealed) || FieldsOf(typeof(TItem)).Length > 0;
    }

    private readonly record struct Measure(int Depth, long Visits, bool IsOpen = false);

    private sealed class Frame(object value, object[] parts)
    {
        private int _depth;
        private long _visits = 1;

        public object Value => value;

        public object[] Parts => parts;

        public int Next { get; set; }

        public void Add(Measure part) => (_depth, _visits) = (Math.Max(_depth, part.Depth), Math.Min(_visits + part.Visits, long.MaxValue / 2));

        public Measure Close() => new(_depth + 1, _visits);
    }
}
