namespace Tidemark.Graph.Shapes;

/// <summary>
/// Types of the framework, and of libraries, that cannot be state, and neither can what derives from them. Known by name, for this project refers
/// to few of their libraries.
/// </summary>
internal static class RefusedBases
{
    /// <summary>The remedy for what cannot be state at all.</summary>
    public const string Leave = "Mark the member [SessionIgnore] (a method marked [OnDeserialized] can make it anew), or, if the member is not "
        + "yours, have the type that holds it kept as a plain value by GraphOptions.Convert";

    private static readonly (string Type, string Reason)[] All =
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

    /// <summary>Why a type, or one that it derives from, cannot be state; null if it is none of these.</summary>
    public static string? ReasonAgainst(Type type)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            foreach (var (name, reason) in All)
            {
                if ((level.IsGenericType ? level.GetGenericTypeDefinition() : level).FullName == name)
                    return reason;
            }
        }

        return null;
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
