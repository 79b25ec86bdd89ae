using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Shapes;

/// <summary>Which fields of a type are state, in the order they are written: those of base classes first, each class in order of declaration.</summary>
internal static class ShapeMembers
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The members of a type and its base classes up to, and without, <paramref name="below"/>.</summary>
    public static IReadOnlyList<ShapeMember> Of(Type type, Type? below = null)
    {
        var lineage = new Stack<Type>();
        for (var level = type; level is not null && level != below && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
            lineage.Push(level);

        var members = new List<ShapeMember>();
        var names = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var level in lineage)
        {
            foreach (var field in level.GetFields(Own).OrderBy(field => field.MetadataToken))
            {
                if (IsIgnored(field))
                    continue;
                var name = GivenNameOf(field) ?? NameOf(field);
                if (names.TryAdd(name, level))
                    members.Add(new ShapeMember(name, field));
                else if (names[name] != level && names.TryAdd($"{level.Name}.{name}", level))
                    members.Add(new ShapeMember($"{level.Name}.{name}", field));
                else
                    throw GraphException.Refused(type, $"two of its members are named {name}. Give one another [SessionName]");
            }
        }

        return members;
    }

    /// <summary>The backing field of property <c>P</c> is <c>P</c>; the captured parameter <c>p</c> of a primary constructor is <c>p</c>.</summary>
    public static string NameOf(FieldInfo field)
    {
        var name = field.Name;
        if (TupleTypes.IsTuple(field.DeclaringType!))
            return name.StartsWith("m_", StringComparison.Ordinal) ? name[2..] : name;
        if (name[0] != '<')
            return name;
        var end = name.IndexOf('>');
        return end > 1 ? name[1..end] : name;
    }

    private static string? GivenNameOf(FieldInfo field)
    {
        if (field.GetCustomAttribute<SessionNameAttribute>() is { } onField)
            return onField.Name;
        return field.IsDefined(typeof(CompilerGeneratedAttribute))
            ? field.DeclaringType!.GetProperty(NameOf(field), Own)?.GetCustomAttribute<SessionNameAttribute>()?.Name
            : null;
    }

    private static bool IsIgnored(FieldInfo field)
    {
        if (field.IsDefined(typeof(SessionIgnoreAttribute)) || field.IsDefined(typeof(NonSerializedAttribute)))
            return true;
        var name = NameOf(field);
        if (name == field.Name)
            return field.DeclaringType!.GetEvent(name, Own)?.IsDefined(typeof(SessionIgnoreAttribute)) == true;
        return field.IsDefined(typeof(CompilerGeneratedAttribute)) &&
            field.DeclaringType!.GetProperty(name, Own)?.IsDefined(typeof(SessionIgnoreAttribute)) == true;
    }
}
