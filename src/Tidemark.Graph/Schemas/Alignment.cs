using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// Which elements of a collection as it was read those of the collection as it is now come from. Instances know it by themselves; values
/// without identity are the ones that are equal in all this build knows, and else the ones in their place.
/// </summary>
internal sealed class Alignment(IReadOnlyDictionary<GraphNode, GraphNode> cameFrom)
{
    private readonly EnumMaps _enums = new();

    // Pairs are tried one by one. Beyond this many, a value comes from the one in its place if the count is as it was.
    private const long MaxPairs = 1 << 20;

    /// <summary>For each element, the one that it was; null for those that are new, and for those that know it by themselves.</summary>
    public GraphNode?[] Of(IReadOnlyList<GraphNode> now, IReadOnlyList<GraphNode>? old)
    {
        var were = new GraphNode?[now.Count];
        if (old is null || now.All(IsPlain))
            return were;
        var taken = new bool[old.Count];
        for (var i = 0; i < were.Length && (long)now.Count * old.Count <= MaxPairs; i++)
        {
            var at = FirstEqual(now[i], old, taken, Math.Min(i, old.Count));
            if (at < 0)
                continue;
            taken[at] = true;
            were[i] = old[at];
        }

        for (var i = 0; i < were.Length && now.Count == old.Count; i++)
            were[i] ??= taken[i] ? null : old[i];
        return were;
    }

    /// <summary>For each entry, the one that had its key.</summary>
    public GraphEntry[] Of(IReadOnlyList<GraphEntry> now, IReadOnlyList<GraphEntry>? old)
    {
        var keys = Of([.. now.Select(entry => entry.Key)], old?.Select(entry => entry.Key).ToArray(), out var positions);
        return [.. keys.Select((key, i) => positions[i] < 0 ? default : new GraphEntry(key!, old![positions[i]].Value))];
    }

    private GraphNode?[] Of(GraphNode[] now, GraphNode[]? old, out int[] positions)
    {
        positions = new int[now.Length];
        Array.Fill(positions, -1);
        var were = new GraphNode?[now.Length];
        if (old is null || (long)now.Length * old.Length > MaxPairs)
            return were;
        var taken = new bool[old.Length];
        for (var i = 0; i < now.Length; i++)
        {
            if (FirstEqual(now[i], old, taken, Math.Min(i, old.Length)) is not (>= 0 and var at))
                continue;
            taken[at] = true;
            (were[i], positions[i]) = (old[at], at);
        }

        return were;
    }

    // Most are where they were: the search begins there.
    private int FirstEqual(GraphNode now, IReadOnlyList<GraphNode> old, bool[] taken, int start)
    {
        for (var i = 0; i < old.Count; i++)
        {
            var at = (start + i) % old.Count;
            if (!taken[at] && IsEqual(now, old[at]))
                return at;
        }

        return -1;
    }

    private bool IsEqual(GraphNode reference, GraphNode oldReference)
    {
        var (now, old) = (reference.Target, oldReference.Target);
        if (now.Form is null || old.Form is null)
            return now.Form == old.Form;
        if (now.Form.IsTracked)
            return cameFrom.GetValueOrDefault(now) == old;
        return now.TypeName == old.TypeName && (now, old) switch
        {
            (GraphLeaf leaf, GraphLeaf was) => was.Value.Equals(_enums.Convert(leaf, was.Form!)),
            (GraphObject value, GraphObject was) => IsEqual(value, was),
            (GraphSequence sequence, GraphSequence was) =>
                sequence.Elements.Count == was.Elements.Count && sequence.Elements.Zip(was.Elements).All(pair => IsEqual(pair.First, pair.Second)),
            _ => false,
        };
    }

    private bool IsEqual(GraphObject now, GraphObject old)
    {
        foreach (var (name, value) in now.Members)
        {
            if (old[name] is not { } was || !IsEqual(value, was))
                return false;
        }

        return true;
    }

    // What can carry nothing: null, leaves, and instances, which know where they came from.
    private static bool IsPlain(GraphNode node) => node.Target is GraphNull or GraphLeaf || node.Target.Form!.IsTracked;
}
