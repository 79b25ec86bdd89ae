using System.Collections.Concurrent;
using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// The schemas that this node has: those of its own types, those it made to carry members of other builds, and those it read from the store.
/// Asked synchronously, whenever bytes are opened. Safe for all threads.
/// </summary>
internal sealed class KnownSchemas
{
    // Builds that share a store are few, and their schemas small: this is only to keep a store that names ever new ones from filling the memory.
    private const long MostBytes = 64L << 20;
    private const int MostFaults = 4096;

    private readonly ConcurrentDictionary<ulong, GraphSchema> _schemas = new();
    private readonly ConcurrentDictionary<ulong, string> _faults = new();
    private long _bytes;

    public bool Has(ulong fingerprint) => _schemas.ContainsKey(fingerprint);

    public GraphSchema? TryFind(ulong fingerprint) => _schemas.GetValueOrDefault(fingerprint);

    /// <exception cref="UnknownSchemaException">This node does not have it.</exception>
    public GraphSchema Find(ulong fingerprint) => TryFind(fingerprint) ?? throw new UnknownSchemaException(
        $"It was written by a build of schema {fingerprint:x16}, {_faults.GetValueOrDefault(fingerprint, "which this node does not know.")}");

    /// <summary>Adds a schema by which this node writes.</summary>
    /// <exception cref="SessionAttributeException">No store would take it.</exception>
    public void Add(GraphSchema own, string attribute)
    {
        if (_schemas.ContainsKey(own.Fingerprint))
            return;
        if (own.Bytes.Length > IPrimaryStore.MaxSchemaBytes)
        {
            throw new SessionAttributeException(
                $"The attribute '{attribute}' cannot be stored: the schema of {own.Root}, the names of its types and members, takes {own.Bytes.Length} bytes, "
                + $"and may take {IPrimaryStore.MaxSchemaBytes}. Nothing was stored. Spread what it holds over several attributes, each with types of its own.",
                attribute);
        }

        _schemas.TryAdd(own.Fingerprint, own);
    }

    /// <summary>Takes what the store has under a fingerprint. If that is of no use, it says so to whoever needs it.</summary>
    public void Learn(ulong fingerprint, ReadOnlyMemory<byte>? published)
    {
        if (TryRead(fingerprint, published, out var fault) is { } schema)
        {
            if (_schemas.TryAdd(fingerprint, schema))
                Interlocked.Add(ref _bytes, schema.Bytes.Length);
            _faults.TryRemove(fingerprint, out _);
        }
        else if (_faults.Count < MostFaults)
        {
            _faults[fingerprint] = fault;
        }
    }

    private GraphSchema? TryRead(ulong fingerprint, ReadOnlyMemory<byte>? published, out string fault)
    {
        fault = "which the store does not have.";
        if (published is not { } bytes)
            return null;
        fault = "and this node has so many schemas that it keeps no more. Start it again.";
        if (Interlocked.Read(ref _bytes) + bytes.Length > MostBytes)
            return null;
        try
        {
            var schema = GraphSchema.Parse(bytes.Span);
            fault = $"and what the store has under that name is another one, {schema.Fingerprint:x16}.";
            return schema.Fingerprint == fingerprint ? schema : null;
        }
        catch (GraphFormatException damaged)
        {
            fault = $"and what the store has under that name cannot be read: {damaged.Message}.";
            return null;
        }
    }
}
