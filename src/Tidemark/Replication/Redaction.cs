using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Graph;

namespace Tidemark.Replication;

/// <summary>
/// Takes the members out of values that may not leave. Where that cannot be done, nothing of the value leaves. Safe for all threads.
/// </summary>
internal sealed class Redaction(SchemaCopies schemas, ILogger log)
{
    private const int MostSaid = 1000;

    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);

    /// <summary>What may leave of a value; the same bytes if all of it may. Null if nothing may, because the members cannot be told from the rest.</summary>
    public ReadOnlyMemory<byte>? Of(string attribute, ReadOnlyMemory<byte> value, GraphMemberPaths members)
    {
        var (left, why) = Of(value, members);
        if (left is null && _said.Count < MostSaid && _said.TryAdd(attribute, true))
            log.WithheldAsWhole(attribute, string.Join(", ", members.All), why);
        return left;
    }

    private (ReadOnlyMemory<byte>? Left, string Why) Of(ReadOnlyMemory<byte> value, GraphMemberPaths members)
    {
        if (schemas.Find(value.Span) is not { } schema)
            return (default(ReadOnlyMemory<byte>?), "it is not written by the graph engine, or the store does not have its schema");
        try
        {
            var redacted = GraphRedaction.Of(value, schema, members);
            return redacted.KeptInKeys.Count == 0
                ? (redacted.Payload, "")
                : (default(ReadOnlyMemory<byte>?), "they stand in keys or in elements of a set, which would not be the same without them");
        }
        catch (GraphFormatException)
        {
            return (default(ReadOnlyMemory<byte>?), "it is damaged");
        }
    }
}
