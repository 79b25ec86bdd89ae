using System.Reflection;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Graphs;

/// <summary>
/// The instances of a graph that can change, each with the path at which a walk first meets it. Those that are first met inside an unordered
/// or unusual collection, or very deep, have none.
/// </summary>
internal sealed class PathSearch(World world)
{
    private const int MaxDepth = 50;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<(object Instance, string Path)> _found = [];

    public static IReadOnlyList<(object Instance, string Path)> Of(World world, object? root)
    {
        var search = new PathSearch(world);
        search.Visit(root, "", 0);
        return search._found;
    }

    /// <summary>The members of a type by the names that paths use.</summary>
    public static IEnumerable<(FieldInfo Field, string Name)> NamesOf(Kind kind)
    {
        var names = new HashSet<string>();
        foreach (var field in kind.Fields)
        {
            var name = Kind.NameOf(field);
            yield return (field, names.Add(name) ? name : $"{field.DeclaringType!.Name}.{name}");
        }
    }

    public static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";

    private void Visit(object? value, string? path, int depth)
    {
        if (value is null)
            return;
        var kind = world.KindOf(value.GetType());
        if (kind.Leaf is not null || (kind.IsTracked && !_seen.Add(value)))
            return;
        if (depth > MaxDepth)
            path = null;
        if (kind.Adapter is { } adapter)
        {
            var isPlain = kind.Family!.Name is "List" or "Array";
            foreach (var (index, item) in (adapter.Read(value) ?? []).Index())
                Visit(item, isPlain && path is not null ? $"{path}[{index}]" : null, depth + 1);
            return;
        }

        if (kind.IsTracked && path is not null)
            _found.Add((value, path));
        foreach (var (field, name) in NamesOf(kind))
        {
            var isPlain = Nullable.GetUnderlyingType(field.FieldType) is null;
            Visit(field.GetValue(value), isPlain && path is not null ? Join(path, name) : null, depth + 1);
        }
    }
}
