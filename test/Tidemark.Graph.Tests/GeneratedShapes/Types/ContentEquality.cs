using System.Reflection;

namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>The equality of generated records: by their fields, as a compiler would write it.</summary>
public static class ContentEquality
{
    /// <summary>Whether two records are of one type and have equal fields.</summary>
    public static bool Same(object one, object? other)
    {
        if (other is null || one.GetType() != other.GetType())
            return false;
        foreach (var field in FieldsOf(one.GetType()))
        {
            if (!Equals(field.GetValue(one), field.GetValue(other)))
                return false;
        }

        return true;
    }

    /// <summary>A hash over the fields; few bits, so that collisions occur.</summary>
    public static int Hash(object value)
    {
        var hash = 0;
        foreach (var field in FieldsOf(value.GetType()))
            hash = (hash * 31) + (field.GetValue(value)?.GetHashCode() ?? 0);
        return hash & 0xFF;
    }

    private static FieldInfo[] FieldsOf(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
}
