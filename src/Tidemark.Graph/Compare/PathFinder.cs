using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Compare;

/// <summary>Finds where in a live graph an instance stands, by reflection: slow, for messages only.</summary>
internal static class PathFinder
{
    private const int MaxVisits = 100_000;

    /// <summary>The shortest path to the instance; a placeholder if it is not found among the first 100,000.</summary>
    public static string Find(object? root, object target)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Queue<(object Value, string Path)>();
        if (root is not null)
            pending.Enqueue((root, ""));
        while (pending.TryDequeue(out var at) && seen.Count < MaxVisits)
        {
            if (ReferenceEquals(at.Value, target) || (target is JsonElement && target.Equals(at.Value)))
                return at.Path;
            if (at.Value is string || at.Value.GetType().IsPrimitive || !seen.Add(at.Value))
                continue;
            foreach (var next in PartsOf(at.Value, at.Path))
                pending.Enqueue(next);
        }

        return "\u2026";
    }

    private static IEnumerable<(object Value, string Path)> PartsOf(object value, string path)
    {
        if (InlineArrays.ElementOf(value.GetType()) is { } repeated)
        {
            foreach (var part in ElementsOf(value, repeated).Select((part, at) => (part!, $"{path}[{at}]")).Where(part => part.Item1 is not null))
                yield return part;
            yield break;
        }

        if (IsByFields(value.GetType()))
        {
            foreach (var member in ShapeMembers.Of(value.GetType()))
            {
                if (IsByFields(member.Field.DeclaringType!) && member.Field.GetValue(value) is { } part)
                    yield return (part, path.Length == 0 ? member.Name : $"{path}.{member.Name}");
            }
        }

        foreach (var wrapped in WrappedBy(value))
            yield return (wrapped, path);
        if (value is not IEnumerable elements || IsDefaultStruct(value))
            yield break;
        var index = 0;
        foreach (var element in WalkedAsFarAsItGoes(elements))
        {
            foreach (var part in Halves(element))
                yield return (part, $"{path}[{index}]");
            index++;
        }
    }

    // An error on the way to another one must not hide it: a JsonObject that has a name twice cannot be walked, for one.
    private static List<object?> WalkedAsFarAsItGoes(IEnumerable elements)
    {
        var walked = new List<object?>();
        try
        {
            foreach (var element in elements)
                walked.Add(element);
        }
        catch (Exception cause) when (cause is ArgumentException or InvalidOperationException)
        {
        }

        return walked;
    }

    private static object?[] ElementsOf(object array, Type element) => (object?[])typeof(PathFinder)
        .GetMethod(nameof(Unbox), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(array.GetType(), element).Invoke(null, [array])!;

    private static object?[] Unbox<TArray, T>(object array) where TArray : struct
    {
        var length = InlineArrays.LengthOf(typeof(TArray), typeof(T));
        var elements = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TArray, T>(ref Unsafe.Unbox<TArray>(array)), length).ToArray();
        return [.. elements.Select(element => (object?)element)];
    }

    // What a wrapper of the framework wraps stands where the wrapper does.
    private static IEnumerable<object> WrappedBy(object value)
    {
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (type.Namespace != "System.Collections.ObjectModel")
                continue;
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (field.GetValue(value) is IEnumerable part)
                    yield return part;
            }
        }
    }

    private static bool IsByFields(Type type) => !Refusal.IsFramework(type) || TupleTypes.IsTuple(type);

    // A default ImmutableArray or ArraySegment throws when it is walked.
    private static bool IsDefaultStruct(object value) =>
        value is ValueType && value.Equals(RuntimeHelpers.GetUninitializedObject(value.GetType()));

    // An entry of a dictionary is a struct made on the way: its key and value are looked at in its place.
    private static IEnumerable<object> Halves(object? element)
    {
        var type = element?.GetType();
        if (type is not { IsGenericType: true } || type.GetGenericTypeDefinition() != typeof(KeyValuePair<,>))
            return element is null ? [] : [element];
        return ((object?[])[type.GetProperty("Key")!.GetValue(element), type.GetProperty("Value")!.GetValue(element)]).OfType<object>();
    }
}
