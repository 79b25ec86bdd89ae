using System.Text.Json.Nodes;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>
/// A bound on how deep JSON nests. Real texts stay far below it; a node looks at all that are above it whenever it gets a parent.
/// </summary>
internal static class JsonDepth
{
    private const int Limit = 1000;

    public static void Demand(JsonNode node)
    {
        if (IsTooDeep(node))
            throw new GraphException($"JSON nests over {Limit} deep. Keep a flatter structure.", "", node);
    }

    public static void Demand(JsonNode node, in GraphReader reader)
    {
        if (IsTooDeep(node))
            reader.Refuse("JSON nests too deep");
    }

    private static bool IsTooDeep(JsonNode node)
    {
        var depth = 0;
        for (var above = node.Parent; above is not null; above = above.Parent)
        {
            if (++depth > Limit)
                return true;
        }

        return false;
    }
}
