using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>
/// Puts dictionaries, sets and bags of a tree in another order, and writes it again: so other slots hold the instances, and others refer to
/// them.
/// </summary>
internal static class Shuffling
{
    private static readonly string[] Families = ["Dictionary`2", "HashSet`1", "FrozenSet`1", "ConcurrentBag`1", "PriorityQueue`2", "Hashtable"];

    public static GraphNode Of(GraphSchema schema, byte[] bytes, Random random)
    {
        var tree = GraphTree.Read(schema, bytes);
        Shuffle(tree.Root, random);
        return schema.Read(NodeWriter.Write(tree.Root, schema, long.MaxValue, out _));
    }

    private static void Shuffle(GraphNode root, Random random)
    {
        var pending = new Stack<GraphNode>([root]);
        while (pending.TryPop(out var node))
        {
            switch (node)
            {
                case GraphObject value:
                    if (value.Content is { } content)
                        pending.Push(content);
                    foreach (var member in value.Members)
                        pending.Push(member.Value);
                    break;
                case GraphSequence sequence:
                    if (HasNoOrder(node))
                        sequence.Elements = [.. sequence.Elements.OrderBy(_ => random.Next())];
                    if (sequence.Elements is not PackedElements)
                        Array.ForEach([.. sequence.Elements], pending.Push);
                    break;
                case GraphEntries entries:
                    if (HasNoOrder(node))
                        entries.Entries = [.. entries.Entries.OrderBy(_ => random.Next())];
                    foreach (var (key, value) in entries.Entries)
                    {
                        pending.Push(key);
                        pending.Push(value);
                    }

                    break;
            }
        }
    }

    private static bool HasNoOrder(GraphNode node)
    {
        var family = node.TypeName.Split('[')[0];
        var isArray = node.TypeName.EndsWith("[]", StringComparison.Ordinal) || node.TypeName.EndsWith(",]", StringComparison.Ordinal);
        return !isArray && Array.Exists(Families, family.EndsWith) && !family.EndsWith("OrderedDictionary`2", StringComparison.Ordinal);
    }
}
