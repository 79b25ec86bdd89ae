namespace Tidemark.Graph.Shapes;

/// <summary>
/// Bounds on types. A class such as <c>Nest&lt;T&gt;</c> with a member of <c>Nest&lt;List&lt;T&gt;&gt;</c> reaches ever larger types: nobody could
/// ever list them all.
/// </summary>
internal static class TypeSize
{
    /// <summary>How deep type arguments and arrays nest in a type that can be state.</summary>
    public const int MaxDepth = 24;

    /// <summary>How many types one plan may reach.</summary>
    public const int MaxTypes = 4096;

    // How many types a type may be composed of. With two arguments for each one that nests, sizes double.
    private const int MaxParts = 256;

    public static bool IsBounded(Type type)
    {
        var parts = MaxParts;
        return IsBounded(type, MaxDepth, ref parts);
    }

    /// <summary>The type without its arguments, to name it by.</summary>
    public static Type HeadOf(Type type)
    {
        while (type.HasElementType)
            type = type.GetElementType()!;
        return type.IsGenericType ? type.GetGenericTypeDefinition() : type;
    }

    private static bool IsBounded(Type type, int depth, ref int parts)
    {
        if (depth < 0 || --parts < 0)
            return false;
        if (type.HasElementType)
            return IsBounded(type.GetElementType()!, depth - 1, ref parts);
        if (!type.IsGenericType)
            return true;
        foreach (var argument in type.GenericTypeArguments)
        {
            if (!IsBounded(argument, depth - 1, ref parts))
                return false;
        }

        return true;
    }
}
