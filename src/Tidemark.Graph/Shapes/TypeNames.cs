using System.Reflection;
using Tidemark.Graph.Codecs.Collections;
using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Shapes;

/// <summary>
/// Types by name, without assemblies: <c>Shop.Cart</c>, <c>Shop.Page`1[Shop.Cart]</c>, <c>System.Int32[]</c>. Reading back composes only
/// arrays and known collections of names that the scope holds; nothing is ever looked up in assemblies.
/// </summary>
internal static class TypeNames
{
    private const int MaxNesting = TypeSize.MaxDepth;

    public static string Of(Type type)
    {
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (!type.IsGenericType)
            return HeadOf(type);
        return $"{HeadOf(type.GetGenericTypeDefinition())}[{string.Join(',', type.GetGenericArguments().Select(Of))}]";
    }

    /// <summary>What is wrong with the name that a type was given by <see cref="SessionNameAttribute"/>; null if nothing is.</summary>
    public static string? ReasonAgainstName(Type type)
    {
        if (type.GetCustomAttribute<SessionNameAttribute>(false)?.Name is not { } name)
            return null;
        if (name.Length == 0 || name.AsSpan().IndexOfAny("[],") >= 0)
            return "its [SessionName] is empty, or contains brackets or commas. Give it the full name it had";
        return LeafCodecs.Named(name) is null && OpenTypeNamed(name) is null
            ? null
            : "its [SessionName] is the name of a type of the framework. Give it another";
    }

    private static string HeadOf(Type type) => type.GetCustomAttribute<SessionNameAttribute>(false)?.Name ?? type.FullName!;

    /// <summary>Reads a name, given the types that the scope knows by name. Null if any part is unknown.</summary>
    public static Type? Compose(string name, Func<string, Type?> known) => Compose(name, known, 0);

    private static Type? Compose(string name, Func<string, Type?> known, int nesting)
    {
        if (known(name) is { } type)
            return type;
        if (nesting > MaxNesting || !TypeName.TryParse(name, out var parsed))
            return null;
        if (parsed.Rank > 0)
        {
            return Compose(parsed.Head, known, nesting + 1) is not { } element ? null
                : parsed.Rank == 1 ? element.MakeArrayType() : element.MakeArrayType(parsed.Rank);
        }

        if (OpenTypeNamed(parsed.Head) is not { } family)
            return null;
        var arguments = parsed.Arguments.Select(argument => Compose(argument, known, nesting + 1)).ToArray();
        return Array.TrueForAll(arguments, argument => argument is not null) ? Construct(family, arguments!) : null;
    }

    private static Type? OpenTypeNamed(string name) =>
        CollectionCodecs.FamilyNamed(name) ?? TupleTypes.Named(name) ?? CollectionInterfaces.Named(name);

    private static Type? Construct(Type family, Type[] arguments)
    {
        if ((family.IsGenericType ? family.GetGenericArguments().Length : 0) != arguments.Length)
            return null;
        try
        {
            return arguments.Length == 0 ? family : family.MakeGenericType(arguments);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
