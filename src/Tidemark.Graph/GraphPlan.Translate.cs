using System.Collections.Concurrent;
using Tidemark.Graph.Schemas;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph;

public sealed partial class GraphPlan<T>
{
    // Builds that share sessions are few; a store that names ever new ones must not fill the memory.
    private const int MaxResolutions = 64;

    // Bytes of another build grow by the members that it did not have: hardly ever to more than twice.
    private const int MaxGrowth = 64;
    private const int Room = 64 * 1024;

    private readonly ConcurrentDictionary<ulong, Resolution> _resolutions = new();

    /// <summary>What this build's payloads say of themselves; to be published where other builds can find it.</summary>
    public GraphSchema Schema { get; }

    /// <summary>
    /// Reads a payload that another build wrote. Members are found by name: those that the writer did not have get what the constructor without
    /// parameters gives them (it runs once for each such instance), else the default of their type; those that this build does not have are
    /// carried. docs/design/schemas.md says which types go together.
    /// </summary>
    /// <param name="payload">The payload. It need not be trusted.</param>
    /// <param name="writer">The schema that the payload names; see <see cref="GraphSchema.TryGetFingerprint"/>.</param>
    /// <exception cref="GraphSchemaException">The types of a member do not go together, or a constructor threw.</exception>
    /// <exception cref="GraphFormatException">The payload is damaged, or of another schema.</exception>
    public GraphTranslation<T> Translate(ReadOnlySpan<byte> payload, GraphSchema writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (writer.Fingerprint == _fingerprint)
            return new GraphTranslation<T>(this, Decode(payload), payload.ToArray());
        var resolution = ResolutionOf(writer);
        try
        {
            var root = NodeConversion.Convert(GraphTree.Read(writer, payload), resolution, out var unset);
            var baseline = NodeWriter.Write(root, Schema, Room + (MaxGrowth * (long)payload.Length), out var numbered);
            var value = Decode(baseline, out var instances);
            if (resolution.RenumbersEnums && !IsSame(value, baseline))
                baseline = Encode(value);
            if (!resolution.CarriesMembers)
                return new GraphTranslation<T>(this, value, baseline) { UnsetMembers = unset };
            var cameFrom = new Dictionary<object, GraphNode>(ReferenceEqualityComparer.Instance);
            for (var number = 0; number < instances.Length; number++)
                cameFrom[instances[number]] = numbered[number];
            return new GraphTranslation<T>(this, value, baseline, resolution, root, cameFrom) { UnsetMembers = unset };
        }
        catch (GraphException tooDeep)
        {
            throw new GraphFormatException(tooDeep.Message, 0, tooDeep);
        }
    }

    // Writes with every instance numbered, and tells the numbers of those that are still in the graph.
    internal byte[] Encode(T graph, IReadOnlyCollection<object> instances, out IReadOnlyList<(object Instance, int Number)> numbers)
    {
        var scratch = Scratch<WriteScratch>.Take();
        try
        {
            var payload = WriteReadable(graph, scratch, numbered: true).ToArray();
            numbers = [.. instances.Select(instance => (instance, scratch.Seen.Find(instance))).Where(found => found.Item2 >= 0)];
            return payload;
        }
        finally
        {
            scratch.Reset();
            Scratch<WriteScratch>.Give(scratch);
        }
    }

    private Resolution ResolutionOf(GraphSchema writer)
    {
        if (_resolutions.TryGetValue(writer.Fingerprint, out var known))
            return known;
        var made = new Resolution(writer, Schema, _scope);
        return _resolutions.Count < MaxResolutions ? _resolutions.GetOrAdd(writer.Fingerprint, made) : made;
    }

    private T Decode(ReadOnlySpan<byte> bytes, out object[] instances)
    {
        PayloadHead.Check(bytes, _fingerprint, typeof(T), out _);
        var scratch = Scratch<ReadScratch>.Take();
        scratch.Scope = _scope;
        try
        {
            var graph = Read(bytes, scratch, hasBackReferences: true);
            instances = [.. scratch.Seen];
            return graph;
        }
        finally
        {
            scratch.Reset();
            Scratch<ReadScratch>.Give(scratch);
        }
    }
}
