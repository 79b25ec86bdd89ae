using Tidemark.Graph.Tests.GeneratedShapes.Graphs;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Laws;

/// <summary>What holds for all paths: they begin with a member of the root, an index or nothing, or say that they were too deep.</summary>
internal static class ChangedPaths
{
    public static string? FaultOf(World world, object? root, GraphComparison comparison)
    {
        if (comparison.Changes.Count is 0 or > GraphComparison.MaxChanges)
            return $"{comparison.Changes.Count} paths";
        if (comparison.FirstDifference != comparison.Changes[0])
            return "the first path is not the first";
        var names = root is null ? [] : PathSearch.NamesOf(world.KindOf(root.GetType())).Select(member => member.Name).ToArray();
        return comparison.Changes.FirstOrDefault(path => !IsPath(path, names));
    }

    private static bool IsPath(string path, string[] names) =>
        path.Length == 0 || path[0] is '[' or '\u2026' || Array.Exists(names, name => IsStep(path, name));

    private static bool IsStep(string path, string name) =>
        path.StartsWith(name, StringComparison.Ordinal) && (path.Length == name.Length || path[name.Length] is '.' or '[');
}
