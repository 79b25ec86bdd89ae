using Tidemark.Graph.Forms;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Schemas;

/// <summary>A payload as nodes, and those that have numbers in the order of these.</summary>
internal sealed record GraphTree(GraphNode Root, IReadOnlyList<GraphNode> Tracked)
{
    /// <exception cref="GraphFormatException">The payload is damaged, or of another schema.</exception>
    public static GraphTree Read(GraphSchema schema, ReadOnlySpan<byte> payload)
    {
        DemandSchema(schema, payload);
        var reader = new NodeReader(payload, schema.Scope);
        var root = reader.Value(schema.RootForm);
        reader.ReadLaterBodies();
        return new GraphTree(root, reader.Tracked);
    }

    /// <exception cref="GraphFormatException">The payload is none, or of another schema.</exception>
    public static void DemandSchema(GraphSchema schema, ReadOnlySpan<byte> payload)
    {
        if (!PayloadHead.TryRead(payload, out var fingerprint, out _))
            throw new GraphFormatException("The bytes are no payload of a format that this build reads", 0);
        if (fingerprint != schema.Fingerprint)
        {
            throw new GraphFormatException(
                $"The payload is of schema {fingerprint:x16}, and was to be read by {schema.Fingerprint:x16}. Read it by the schema it names", 2);
        }
    }
}
