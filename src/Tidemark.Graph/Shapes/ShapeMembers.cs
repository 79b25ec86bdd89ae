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
        var members = new List<ShapeMember>();
        var names = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var field in FieldsOf(type, below))
        {
            var (name, level) = (GivenNameOf(field) ?? NameOf(field), field.DeclaringType!);
            if (names.GetValueOrDefault(name) == level || FreeName(name, level, names) is not { } free)
                throw GraphException.Refused(type, $"two of its members are named {name}. Give one another [SessionName]");
            names.Add(free, level);
            members.Add(new ShapeMember(free, field));
        }

        return members;
    }

    /// <summary>The fields of the members, which may have no names to tell them apart by.</summary>
    public static IEnumerable<FieldInfo> FieldsOf(Type type, Type? below = null)
    {
        var lineage = new Stack<Type>();
        for (var level = type; level is not null && level != below && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
            lineage.Push(level);
        return lineage.SelectMany(level => level.GetFields(Own).Where(field => !IsIgnored(field)).OrderBy(field => field.MetadataToken));
    }

    /// <summary>
    /// The backing field of property <c>P</c> is <c>P</c>, also if an interface's name stands before it; the captured parameter <c>p</c> of a
    /// primary constructor is <c>p</c>.
    /// </summary>
    public static string NameOf(FieldInfo field)
    {
        var name = field.Name;
        if (TupleTypes.IsTuple(field.DeclaringType!))
            return name.StartsWith("m_", StringComparison.Ordinal) ? name[2..] : name;
        if (PropertyBehind(field) is { } property)
            return property.Name;

        // Type arguments of an explicitly implemented interface are part of the name, so it is the last bracket that ends it.
        var end = name[0] == '<' ? name.LastIndexOf('>') : 0;
        return end > 1 ? name[1..end] : name;
    }

    /// <summary>Whether an attribute says that a field is no state: on itself, on its automatic property, or on its event.</summary>
    public static bool IsIgnored(FieldInfo field)
    {
        if (field.IsDefined(typeof(SessionIgnoreAttribute)) || field.IsDefined(typeof(NonSerializedAttribute)))
            return true;
        return PropertyBehind(field)?.IsDefined(typeof(SessionIgnoreAttribute)) == true
            || field.DeclaringType!.GetEvent(field.Name, Own)?.IsDefined(typeof(SessionIgnoreAttribute)) == true;
    }

    private static string? GivenNameOf(FieldInfo field) =>
        (field.GetCustomAttribute<SessionNameAttribute>() ?? PropertyBehind(field)?.GetCustomAttribute<SessionNameAttribute>())?.Name;

    // The automatic property of C# (<P>k__BackingField), Visual Basic (_P) or F# (P@) that a field belongs to.
    private static PropertyInfo? PropertyBehind(FieldInfo field)
    {
        var name = field.Name;
        if (name[0] == '<')
            name = name.EndsWith(">k__BackingField", StringComparison.Ordinal) ? name[1..name.LastIndexOf('>')] : "";
        else if (name[^1] == '@')
            name = name[..^1];
        else if (name[0] == '_' && field.IsDefined(typeof(CompilerGeneratedAttribute)))
            name = name[1..];
        else
            return null;
        return Array.Find(field.DeclaringType!.GetProperties(Own), property =>
            property.Name == name && property.PropertyType == field.FieldType && property.GetIndexParameters().Length == 0);
    }

    // A private field may have the name of one in a base class, which may even have the name of the class itself.
    private static string? FreeName(string name, Type level, Dictionary<string, Type> names)
    {
        foreach (var candidate in (ReadOnlySpan<string>)[name, $"{level.Name}.{name}", $"{level.FullName}.{name}"])
        {
            if (!names.ContainsKey(candidate))
                return candidate;
        }

        return null;
    }
}
