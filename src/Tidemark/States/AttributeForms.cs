using Tidemark.Graph;

namespace Tidemark;

/// <summary>Which form the attributes of this node have. Safe for all threads.</summary>
internal sealed class AttributeForms(GraphSerializer graph, KnownSchemas schemas)
{
    /// <summary>The form in which a new value of an attribute is written.</summary>
    /// <exception cref="SessionAttributeException">The type cannot be state.</exception>
    public ValueForm<T> Of<T>(string attribute)
    {
        try
        {
            return new GraphForm<T>(graph.PlanOf<T>(), schemas, attribute);
        }
        catch (GraphException refused)
        {
            throw AttributeFaults.NotState(attribute, typeof(T), refused);
        }
    }

    /// <summary>Bytes as names and values, by the schema that they name; null if this node does not have it, or they are damaged.</summary>
    public GraphNode? ReadTree(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return GraphSchema.TryGetFingerprint(bytes.Span, out var fingerprint) ? schemas.TryFind(fingerprint)?.Read(bytes.Span) : null;
        }
        catch (GraphFormatException)
        {
            return null;
        }
    }
}
