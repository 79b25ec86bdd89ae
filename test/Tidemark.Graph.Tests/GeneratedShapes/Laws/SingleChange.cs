using System.Reflection;
using Tidemark.Graph.Tests.GeneratedShapes.Graphs;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Laws;

/// <summary>One leaf member of one instance is changed: compare names that member and nothing else.</summary>
internal static class SingleChange
{
    public static Failure? Check(World world, object? graph, int salt)
    {
        var random = new Random(salt);
        var instances = PathSearch.Of(world, graph);
        if (instances.Count == 0)
            return null;
        var (instance, path) = instances[random.Next(instances.Count)];
        var leafs = PathSearch.NamesOf(world.KindOf(instance.GetType())).Where(member => IsLeaf(world, member.Field)).ToArray();
        if (leafs.Length == 0)
            return null;
        var (field, name) = leafs[random.Next(leafs.Length)];
        var baseline = world.Plan.Encode(graph);
        if (!TryChange(world, instance, field, random))
            return null;
        var (comparison, expected) = (world.Plan.Compare(graph, baseline), PathSearch.Join(path, name));
        return comparison.Changes is [var change] && change == expected
            ? null
            : new Failure("One changed member is named by its path", $"<{expected}> was changed, and named <{string.Join("> <", comparison.Changes)}>");
    }

    // An end point is an instance of its own: one that comes or goes renumbers those behind it, and bodies that were put off are named then too.
    private static bool IsLeaf(World world, FieldInfo field) =>
        !field.IsInitOnly && world.KindOf(field.FieldType).Leaf is { IsTracked: false, Name: not "IPEndPoint" };

    // To short values: where most of a collection's bytes differ, it is named as a whole.
    private static bool TryChange(World world, object instance, FieldInfo field, Random random)
    {
        var (leaf, old) = (world.KindOf(field.FieldType).Leaf!, field.GetValue(instance));
        for (var i = 0; i < 8; i++)
        {
            var value = leaf.Make((uint)random.Next(56));
            if (value is null ? old is null : old is not null && leaf.Same(value, old))
                continue;
            field.SetValue(instance, value);
            return true;
        }

        return false;
    }
}
