using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Collections;

namespace Tidemark.Graph.Shapes;

/// <summary>Types that cannot be state, each with the reason and the remedy.</summary>
internal static class Refusal
{
    private const string Leave = "Mark the member [SessionIgnore] (a method marked [OnDeserialized] can make it anew), or, if the member is not "
        + "yours, have the type that holds it kept as a plain value by GraphOptions.Convert";

    private static readonly (string Type, string Reason)[] ByBaseType =
    [
        ("System.IO.Stream", "a stream is a handle on something outside the session. Keep its bytes, or " + Lower(Leave)),
        ("System.IO.TextReader", "a reader is a handle on something outside the session. " + Leave),
        ("System.IO.TextWriter", "a writer is a handle on something outside the session. " + Leave),
        ("System.Threading.Tasks.Task", "a task is work under way, not state. Await it and keep its result, or " + Lower(Leave)),
        ("System.Runtime.InteropServices.SafeHandle", "a handle means nothing in another process. " + Leave),
        ("System.Threading.WaitHandle", "a wait handle means nothing in another process. " + Leave),
        ("System.Threading.Thread", "a thread is not state. " + Leave),
        (
            "System.Reflection.MemberInfo",
            "a type or member is not state, and types are never made from stored names. Keep a name of your own, or " + Lower(Leave)),
        ("System.Exception", "an exception holds more than its message. Keep the text that you need"),
        ("Microsoft.EntityFrameworkCore.DbContext", "a database context is a connection with a cache. Keep keys or plain objects, or " + Lower(Leave)),
        ("System.Data.Common.DbConnection", "a connection is a handle on something outside the session. " + Leave),
        ("System.Linq.Expressions.Expression", "an expression is code, not state. " + Leave),
        ("System.Data.DataTable", "a table is more than its rows. Keep the rows in a list of a class of your own"),
        ("System.Data.DataSet", "a data set is more than its rows. Keep the rows in lists of classes of your own"),
        ("System.Dynamic.ExpandoObject", "its members are known at run time only. Keep a Dictionary<string, object?> of them"),
        ("System.Text.Json.JsonDocument", "it holds memory that it must give back. Keep RootElement.Clone(), or a JsonNode"),
        ("System.Buffers.ReadOnlySequence`1", "it is a view of memory that others may own. Keep ToArray() of it"),
        ("System.Buffers.ArrayBufferWriter`1", "its buffer is larger than what was written. Keep WrittenSpan.ToArray()"),
        ("System.Lazy`1", "it is code that has yet to run. Keep its Value, or " + Lower(Leave)),
        ("Microsoft.AspNetCore.Mvc.ModelBinding.ModelStateDictionary", "it belongs to one request. Keep the messages in a Dictionary<string, string[]>"),
        ("Microsoft.AspNetCore.Http.FormFile", "an uploaded file ends with its request. Keep its bytes"),
    ];

    /// <summary>Why a type cannot be state; null if nothing is known against it.</summary>
    public static string? ReasonAgainst(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint))
            return "a pointer means nothing in another process. " + Leave;
        if (type.IsByRefLike)
            return "a ref struct lives on the stack only. " + Leave;
        if (type == typeof(CancellationToken) || type == typeof(ValueTask) || IsGeneric(type, typeof(ValueTask<>)))
            return "it is work under way, not state. " + Leave;
        if (IsGeneric(type, typeof(IQueryable<>)) || typeof(IQueryable).IsAssignableFrom(type))
            return "a query is not its result. Call ToList() and keep that";
        if (IsProxy(type))
            return "a proxy made at run time cannot be made again elsewhere. Turn proxies off, or copy the values to a plain class";
        if (IsAnonymous(type))
            return "an anonymous type has no name that other builds would know it by. Keep a record or a class instead";
        for (var level = type; level is not null; level = level.BaseType)
        {
            foreach (var (name, reason) in ByBaseType)
            {
                if ((level.IsGenericType ? level.GetGenericTypeDefinition() : level).FullName == name)
                    return reason;
            }
        }

        return null;
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

        if (TupleTypes.IsTuple(type) || IsOwnCollection(type))
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

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
