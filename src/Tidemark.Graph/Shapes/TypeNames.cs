using Tidemark.Graph.Codecs.Collections;

namespace Tidemark.Graph.Shapes;

/// <summary>
/// Types by name, without assemblies: <c>Shop.Cart</c>, <c>Shop.Page`1[Shop.Cart]</c>, <c>System.Int32[]</c>. Reading back composes only
/// arrays and known collections of names that the scope holds; nothing is ever looked up in assemblies.
/// </summary>
internal static class TypeNames
{
    private const int MaxNesting = 8;

    public static string Of(Type type)
    {
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (!type.IsGenericType)
            return type.FullName!;
        return $"{type.GetGenericTypeDefinition().FullName}[{string.Join(',', type.GetGenericArguments().Select(Of))}]";
    }

    /// <summary>Reads a composed name, given the types that plain names stand for. Null if any part is unknown.</summary>
    public static Type? Compose(string name, Func<string, Type?> plain)
    {
        var rest = name.AsSpan();
        var type = Read(ref rest, plain, 0);
        return rest.IsEmpty ? type : null;
    }

    private static Type? Read(ref ReadOnlySpan<char> rest, Func<string, Type?> plain, int nesting)
    {
        if (nesting > MaxNesting)
            return null;
        var end = rest.IndexOfAny('[', ']', ',');
        var head = (end < 0 ? rest : rest[..end]).ToString();
        rest = end < 0 ? default : rest[end..];
        var type = (CollectionCodecs.FamilyNamed(head) ?? TupleTypes.Named(head)) is { } family
            ? Construct(family, ref rest, plain, nesting)
            : plain(head.Contains('`') && rest.StartsWith("[") ? head + TakeArguments(ref rest) : head);
        for (var rank = 0; type is not null && rest.StartsWith("[") && rank < MaxNesting; rank++)
        {
            var commas = rest[1..].IndexOfAnyExcept(',');
            if (commas < 0 || rest[1 + commas] != ']' || commas > 31)
                return null;
            type = commas == 0 ? type.MakeArrayType() : type.MakeArrayType(commas + 1);
            rest = rest[(commas + 2)..];
        }

        return type;
    }

    // A user's generic type is in the scope under its whole name, or not at all: it is not composed.
    private static string TakeArguments(ref ReadOnlySpan<char> rest)
    {
        var (end, open) = (0, 0);
        while (end < rest.Length && (end == 0 || open > 0))
            open += rest[end++] switch { '[' => 1, ']' => -1, _ => 0 };
        var arguments = rest[..end].ToString();
        rest = rest[end..];
        return arguments;
    }

    private static Type? Construct(Type family, ref ReadOnlySpan<char> rest, Func<string, Type?> plain, int nesting)
    {
        if (!family.IsGenericType)
            return family;
        var arguments = new Type[family.GetGenericArguments().Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!rest.StartsWith(i == 0 ? "[" : ","))
                return null;
            rest = rest[1..];
            if (Read(ref rest, plain, nesting + 1) is not { } argument)
                return null;
            arguments[i] = argument;
        }

        if (!rest.StartsWith("]"))
            return null;
        rest = rest[1..];
        try
        {
            return family.MakeGenericType(arguments);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
