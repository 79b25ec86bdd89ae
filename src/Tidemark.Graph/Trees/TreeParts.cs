using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Trees;

/// <summary>What a node holds in its own place: content, members, elements, keys and values. Elements that are kept as bytes are not told.</summary>
internal static class TreeParts
{
    public static IEnumerable<GraphNode> Of(GraphNode node) => node switch
    {
        GraphObject value => OfObject(value),
        GraphSequence { Elements: not PackedElements } sequence => sequence.Elements,
        GraphEntries entries => OfEntries(entries),
        _ => [],
    };

    /// <summary>All that is reached from a node, itself included; instances once.</summary>
    public static IEnumerable<GraphNode> AllIn(GraphNode root)
    {
        var seen = new HashSet<GraphNode>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<GraphNode>([root]);
        while (pending.TryPop(out var next))
        {
            var node = next.Target;
            if (node.Form is { IsTracked: true } && !seen.Add(node))
                continue;
            yield return node;
            foreach (var part in Of(node))
                pending.Push(part);
        }
    }

    public static int CountIn(GraphNode root) => AllIn(root).Count();

    private static IEnumerable<GraphNode> OfObject(GraphObject value)
    {
        if (value.Content is { } content)
            yield return content;
        foreach (var member in value.Members)
            yield return member.Value;
    }

    private static IEnumerable<GraphNode> OfEntries(GraphEntries entries)
    {
        foreach (var (key, value) in entries.Entries)
        {
            yield return key;
            yield return value;
        }
    }
}
