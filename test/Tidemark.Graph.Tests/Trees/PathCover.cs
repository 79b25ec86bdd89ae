using System.Text.RegularExpressions;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>Whether paths of two sorts name the same places, if one may be more exact than the other.</summary>
internal static partial class PathCover
{
    public static bool Covers(IEnumerable<string> paths, string path) => paths.Any(other => IsBelow(other, path) || IsBelow(path, other));

    /// <summary>Whether a path is named, or leads to what reads the same in both values.</summary>
    public static bool IsNamedOrAlike(GraphSchema schema, byte[] before, byte[] after, GraphTreeComparison found, string path) =>
        IsVague(path) || Covers(found.Changes, path) || TextOf(schema.Read(before).Find(path)) == TextOf(schema.Read(after).Find(path));

    // Without the numbers of what is referred to: they say who refers to it from elsewhere.
    private static string? TextOf(GraphNode? node) => node is null ? null : Numbers().Replace(node.ToString(), match => match.Value[^1] == ' ' ? "" : "#");

    [GeneratedRegex("#[0-9]+ ?")]
    private static partial Regex Numbers();

    // What was put off begins anew: such a path says nothing of where it is.
    public static bool IsVague(string path) => path.Contains('\u2026');

    private static bool IsBelow(string path, string above) =>
        above.Length == 0 || (path.StartsWith(above, StringComparison.Ordinal) && (path.Length == above.Length || path[above.Length] is '.' or '['));
}
