using System.Globalization;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Schemas;

/// <summary>Paths such as <c>Lines[3].Quantity</c>, as compare tells them.</summary>
internal static class NodePath
{
    // A damaged payload may have a collection that wraps itself.
    private const int MaxWrappers = 64;

    public static GraphNode? Find(GraphNode from, ReadOnlySpan<char> path)
    {
        GraphNode? at = from.Target;
        while (at is not null && !path.IsEmpty)
            at = path[0] == '[' ? Index(at, ref path)?.Target : Member(at, ref path)?.Target;
        return at;
    }

    private static GraphNode? Index(GraphNode at, ref ReadOnlySpan<char> path)
    {
        for (var wrappers = 0; at is GraphObject { Content: { } content } && wrappers < MaxWrappers; wrappers++)
            at = content.Target;
        var end = path.IndexOf(']');
        if (end < 0 || !int.TryParse(path[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return null;
        path = path[(end + 1)..];
        if (path.StartsWith("."))
            path = path[1..];
        return at switch
        {
            GraphSequence sequence when index < sequence.Elements.Count => sequence.Elements[index],
            GraphEntries entries when index < entries.Entries.Count => entries.Entries[index].Value,
            GraphObject array => array[InlineArrays.NameOf(index)],
            _ => null,
        };
    }

    // Members' names may contain dots: the longest that fits is meant.
    private static GraphNode? Member(GraphNode at, ref ReadOnlySpan<char> path)
    {
        if (at is not GraphObject found)
            return null;
        var longest = new GraphMember("", GraphNull.Instance);
        foreach (var member in found.Members)
        {
            var rest = path.StartsWith(member.Name, StringComparison.Ordinal) ? path[member.Name.Length..] : "-";
            if (member.Name.Length > longest.Name.Length && (rest.IsEmpty || rest[0] is '.' or '['))
                longest = member;
        }

        if (longest.Name.Length == 0)
            return null;
        path = path[longest.Name.Length..];
        if (path.StartsWith("."))
            path = path[1..];
        return longest.Value;
    }
}
