using System.Reflection;

namespace Tidemark.Graph.Shapes;

/// <summary>Types that cannot be state, each with the reason and the remedy.</summary>
internal static class Refusal
{
    private const string Leave = "Mark the member [SessionIgnore]";

    private static readonly (string Type, string Reason)[] ByBaseType =
    [
        ("System.IO.Stream", "a stream is a handle on something outside the session. " + Leave + ", or keep its bytes"),
        ("System.IO.TextReader", "a reader is a handle on something outside the session. " + Leave),
        ("System.IO.TextWriter", "a writer is a handle on something outside the session. " + Leave),
        ("System.Threading.Tasks.Task", "a task is work under way, not state. Await it and keep its result, or " + Lower(Leave)),
        ("System.Runtime.InteropServices.SafeHandle", "a handle means nothing in another process. " + Leave),
        ("System.Threading.WaitHandle", "a wait handle means nothing in another process. " + Leave),
        ("System.Threading.Thread", "a thread is not state. " + Leave),
        (
            "System.Reflection.MemberInfo",
            "a type or member is not state, and types are never made from stored names. " + Leave + ", or keep a name of your own"),
        ("System.Exception", "an exception holds more than its message. Keep the text that you need"),
        ("Microsoft.EntityFrameworkCore.DbContext", "a database context is a connection with a cache. " + Leave + ", and keep keys or plain objects"),
        ("System.Data.Common.DbConnection", "a connection is a handle on something outside the session. " + Leave),
        ("System.Linq.Expressions.Expression", "an expression is code, not state. " + Leave),
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
        if (IsGeneric(type, typeof(IQueryable<>)) || type == typeof(IQueryable))
            return "a query is not its result. Call ToList() and keep that";
        if (IsProxy(type))
            return "a proxy made at run time cannot be made again elsewhere. Turn proxies off, or copy the values to a plain class";
        for (var level = type; level is not null; level = level.BaseType)
        {
            foreach (var (name, reason) in ByBaseType)
            {
                if (level.FullName == name)
                    return reason;
            }
        }

        return null;
    }

    /// <summary>Why a class or struct without a codec of its own cannot be taken by its fields; null if it can.</summary>
    public static string? ReasonAgainstFields(Type type)
    {
        if (IsCompilerMade(type))
            return "the compiler made this type (an iterator, a lambda or a query). Call ToList() or ToArray() and keep that";
        if (TupleTypes.IsTuple(type))
            return null;
        if (!IsFramework(type))
            return FrameworkAncestor(type) is { } ancestor
                ? $"it derives from {ancestor.Name}, whose fields are private to the framework. Keep the values in a plain class"
                : null;
        if (type.IsValueType && ShapeMembers.Of(type).All(member => member.Type.IsPrimitive))
            return null;
        return "its fields are private to the framework and it has no codec. Keep the values in a plain class, or " + Lower(Leave);
    }

    public static bool IsFramework(Type type)
    {
        var assembly = type.Assembly.GetName().Name!;
        return assembly is "System" or "mscorlib" or "netstandard" ||
            assembly.StartsWith("System.", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.", StringComparison.Ordinal);
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

    private static bool IsCompilerMade(Type type) => type.Name[0] == '<' && !type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal);

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
