using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Shapes;

/// <summary>
/// Structs that repeat their one field: those marked <see cref="InlineArrayAttribute"/>, and the ones that the compiler makes for
/// <c>fixed</c> buffers.
/// </summary>
internal static class InlineArrays
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Their elements are members in a schema, which is as long as they are many.
    private const int MaxSize = 16 * 1024;

    /// <summary>The type of the elements; null if the type is no such struct, or its field is no state.</summary>
    public static Type? ElementOf(Type type)
    {
        if (!type.IsValueType || !(type.IsDefined(typeof(InlineArrayAttribute), false) || IsFixedBuffer(type)))
            return null;
        return type.GetFields(Own) is [var field] && !ShapeMembers.IsIgnored(field) ? field.FieldType : null;
    }

    public static int LengthOf(Type type, Type element) =>
        RuntimeHelpers.SizeOf(type.TypeHandle) / RuntimeHelpers.SizeOf(element.TypeHandle);

    /// <summary>What schemas and paths call an element.</summary>
    public static string NameOf(int index) => $"[{index}]";

    public static bool IsTooLarge(Type type) => RuntimeHelpers.SizeOf(type.TypeHandle) > MaxSize;

    private static bool IsFixedBuffer(Type type) =>
        type.IsNested && type.Name.EndsWith(">e__FixedBuffer", StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute), false);
}
