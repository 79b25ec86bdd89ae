using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Trees;

/// <summary>Which members of a type in one build are which in another. Those that one build lacks have no partner.</summary>
internal sealed class MemberPairs
{
    private readonly Dictionary<(Form Left, Form Right), (int Left, int Right)[]> _known = [];

    /// <summary>The positions of each member on both sides, -1 where it is missing.</summary>
    public (int Left, int Right)[] Of(GraphObject left, GraphObject right)
    {
        var forms = (left.Form!, right.Form!);
        if (!_known.TryGetValue(forms, out var pairs))
            _known[forms] = pairs = Pair(left.Members, right.Members);
        return pairs;
    }

    private static (int Left, int Right)[] Pair(IReadOnlyList<GraphMember> left, IReadOnlyList<GraphMember> right)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < right.Count; i++)
            positions[right[i].Name] = i;
        var pairs = new List<(int, int)>(left.Count);
        for (var i = 0; i < left.Count; i++)
            pairs.Add((i, positions.Remove(left[i].Name, out var at) ? at : -1));
        pairs.AddRange(positions.Values.Order().Select(at => (-1, at)));
        return [.. pairs];
    }
}
