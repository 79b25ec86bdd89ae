using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Collections;

namespace Tidemark.Graph.Shapes;

/// <summary>Types that cannot be state, each with the reason and the remedy.</summary>
internal static class Refusal
{
    /// <summary>Why a type cannot be state; null if nothing is known against it.</summary>
    public static string? ReasonAgainst(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint))
            return "a pointer means nothing in another process. " + RefusedBases.Leave;
        if (type.IsByRefLike)
            return "a ref struct lives on the stack only. " + RefusedBases.Leave;
        if (type == typeof(CancellationToken) || type == typeof(ValueTask) || IsGeneric(type, typeof(ValueTask<>)))
            return "it is work under way, not state. " + RefusedBases.Leave;
        if (IsGeneric(type, typeof(IQueryable<>)) || typeof(IQueryable).IsAssignableFrom(type))
            return "a query is not its result. Call ToList() and keep that";
        if (IsProxy(type))
            return "a proxy made at run time cannot be made again elsewhere. Turn proxies off, or copy the values to a plain class";
        if (IsAnonymous(type))
            return "an anonymous type has no name that other builds would know it by. Keep a record or a class instead";
        return RefusedBases.ReasonAgainst(type);
    }

    /// <summary>Why a class or struct without a codec of its own cannot be taken by its fields; null if it can.</summary>
    public static string? ReasonAgainstFields(Type type)
    {
        if (type.Name[0] == '<' && !type.IsDefined(typeof(SessionNameAttribute), false))
        {
            return type.IsDefined(typeof(CompilerGeneratedAttribute), false)
                ? "the compiler made this type (an iterator, a lambda or a query). Call ToList() or ToArray() and keep that"
                : "a file-local type has another name in each build. Make it internal, or give it a [SessionName]";
        }

        // An enum has its number only, though its base is a class of the framework.
        if (type.IsEnum || TupleTypes.IsTuple(type) || IsOwnCollection(type))
            return null;
        if (!IsFramework(type))
        {
            return FrameworkAncestor(type) is { } ancestor
                ? $"it derives from {Refused.NameOf(ancestor)}, whose fields are private to the framework. Keep the values in a plain class, or "
                    + $"have it kept as a plain value: GraphOptions.Convert<{Refused.NameOf(type)}, ...>"
                : null;
        }

        if (type.IsValueType && ShapeMembers.FieldsOf(type).All(field => field.FieldType.IsPrimitive))
            return null;
        return ReasonAgainstView(type)
            ?? "its fields are private to the framework and it has no codec. Keep the values in a plain class, have it kept as a plain value "
                + $"(GraphOptions.Convert<{Refused.NameOf(type)}, ...>), or mark the member [SessionIgnore] (a method marked [OnDeserialized] can "
                + "make it anew)";
    }

    /// <summary>Why an instance may not stand in a slot of another type, if nothing else is to be said against its type.</summary>
    /// <param name="type">The type, or the part of it that is not in scope.</param>
    /// <param name="slot">The declared type of the slot.</param>
    public static string ReasonAgainstStranger(Type type, Type slot)
    {
        var name = Refused.NameOf(type);
        var remedy = IsFramework(slot) || slot.IsArray
            ? $"Add typeof({name}) to GraphOptions.KnownTypes"
            : $"Mark {Refused.NameOf(slot)} [SessionDerivedType(typeof({name}))], or add it to GraphOptions.KnownTypes";
        return $"it stands where another type is declared, and is not registered. {remedy}";
    }

    /// <summary>Whether the type derives from a collection with a codec, and no class of the framework is in between.</summary>
    public static bool IsOwnCollection(Type type)
    {
        if (CollectionCodecs.AncestorOf(type) is not { } ancestor || !CollectionCodecs.CanBeDerivedFrom(ancestor))
            return false;
        var level = type;
        while (level != ancestor && !IsFramework(level))
            level = level.BaseType!;
        return level == ancestor;
    }

    public static bool IsFramework(Type type)
    {
        var assembly = type.Assembly.GetName().Name!;
        return assembly is "System" or "mscorlib" or "netstandard" ||
            assembly.StartsWith("System.", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.", StringComparison.Ordinal);
    }

    // Queries, keys and values of dictionaries, builders: what they show can be kept.
    private static string? ReasonAgainstView(Type type)
    {
        if (!typeof(IEnumerable).IsAssignableFrom(type))
            return null;
        if (type.GetInterfaces().Any(shown => IsGeneric(shown, typeof(ILookup<,>))))
            return "it has no codec. Keep a Dictionary of lists: ToDictionary(group => group.Key, group => group.ToList())";
        if (type.Namespace == "System.Linq")
            return "a query is not its result. Call ToList() and keep that";
        if (type is { Name: "Builder", DeclaringType: { } made } && CollectionFamilies.All.ContainsKey(made))
            return "a builder is not what it builds. Call ToImmutable() and keep that";
        return type.GetInterfaces().Any(shown => IsGeneric(shown, typeof(IEnumerable<>)))
            ? "it shows what another object holds, or is a collection without a codec. Call ToList() or ToDictionary() and keep that"
            : null;
    }

    private static Type? FrameworkAncestor(Type type)
    {
        for (var level = type.BaseType; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            if (IsFramework(level))
                return level;
        }

        return null;
    }

    private static bool IsProxy(Type type) =>
        type.Assembly.IsDynamic || type.Namespace is "Castle.Proxies" or "System.Data.Entity.DynamicProxies" ||
        typeof(DispatchProxy).IsAssignableFrom(type);

    private static bool IsAnonymous(Type type) =>
        type.Name.Contains("AnonymousType", StringComparison.Ordinal) && type.Name[0] is ('<' or 'V')
        && type.IsDefined(typeof(CompilerGeneratedAttribute), false);

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;
}
