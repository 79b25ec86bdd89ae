namespace Tidemark.Graph.Tests.Trees;

/// <summary>Whether paths of two sorts name the same places, if one may be more exact than the other.</summary>
internal static class PathCover
{
    public static bool Covers(IEnumerable<string> paths, string path) => paths.Any(other => IsBelow(other, path) || IsBelow(path, other));

    /// <summary>
    /// Whether a path is named, or leads to an instance that is referred to from elsewhere: where one is written anew, the compare with a live graph names
    /// what refers to it, too. A default collection in place, such as an <c>ImmutableArray</c>, that is boxed reads as null.
    /// </summary>
    public static bool IsNamedOrShared(GraphNode before, GraphNode after, GraphTreeComparison found, string path) =>
        IsVague(path) || found.Changes.Any(IsVague) || Covers(found.Changes, path)
        || before.Find(path) is { IsShared: true } || after.Find(path) is { IsShared: true }
        || (before.Find(path) is GraphNull && after.Find(path) is GraphNull);

    // What was put off begins anew, and what is as deep is met from elsewhere first: such a path says little of where it is.
    public static bool IsVague(string path) => path.Contains('\u2026') || path.Count(letter => letter is '.' or '[') >= 60;

    private static bool IsBelow(string path, string above) =>
        above.Length == 0 || (path.StartsWith(above, StringComparison.Ordinal) && (path.Length == above.Length || path[above.Length] is '.' or '['));
}
