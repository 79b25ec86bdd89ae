using System.Collections.Concurrent;
using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Sees that the replica has the schemas of what is copied into it, and has them at hand for compares. Safe for all threads.</summary>
internal sealed class SchemaCopies(IPrimaryStore primary, IPrimaryStore replica)
{
    private readonly KnownSchemas _known = new();
    private readonly ConcurrentDictionary<ulong, bool> _published = new();

    /// <summary>Has the schema that a value names, and has it published, if the primary has it.</summary>
    public async ValueTask CopyAsync(ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        if (!GraphSchema.TryGetFingerprint(value.Span, out var fingerprint) || _published.ContainsKey(fingerprint))
            return;
        var schema = await primary.ReadSchemaAsync(fingerprint, cancellationToken);
        _known.Learn(fingerprint, schema);
        if (schema is not { } bytes)
            return;
        await replica.PublishSchemaAsync(fingerprint, bytes, cancellationToken);
        _published[fingerprint] = true;
    }

    /// <summary>The schema of a value; null if it is not of the graph engine, or no store had its schema.</summary>
    public GraphSchema? Find(ReadOnlySpan<byte> value) => GraphSchema.TryGetFingerprint(value, out var fingerprint) ? _known.TryFind(fingerprint) : null;

    /// <summary>Reads a value; null if it is not of the graph engine, or cannot be read.</summary>
    public GraphNode? Read(ReadOnlySpan<byte> value)
    {
        try
        {
            return Find(value)?.Read(value);
        }
        catch (GraphFormatException)
        {
            return null;
        }
    }

    /// <summary>The replica may have lost what it had: everything is published anew.</summary>
    public void Forget() => _published.Clear();
}
