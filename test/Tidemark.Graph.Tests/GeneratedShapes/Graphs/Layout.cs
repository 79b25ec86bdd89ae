using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Graphs;

/// <summary>A field of a shape: the key that specs call it by, and whether it may be set later.</summary>
internal readonly record struct LayoutField(string Key, TypeShape Type, bool CanChange);

/// <summary>The fields and elements of shapes, seen without their .NET types.</summary>
internal static class Layout
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConditionalWeakTable<Universe, ConcurrentDictionary<string, LayoutField[]>> Known = [];

    /// <summary>The key of a field: two levels of a class may have fields of one name.</summary>
    public static string KeyOf(FieldInfo field) => $"{field.DeclaringType!.Name}.{field.Name}";

    public static IReadOnlyList<LayoutField> FieldsOf(TypeShape shape, Universe universe) =>
        Known.GetOrCreateValue(universe).GetOrAdd(shape.Text, static (_, at) => [.. Look(at.shape, at.universe)], (shape, universe));

    private static IEnumerable<LayoutField> Look(TypeShape shape, Universe universe) => shape switch
    {
        DeclaredShape declared => universe.Lineage(declared.Id).SelectMany(level => level.Members.Select(member =>
            new LayoutField($"{level.Name}.{member.FieldName}", member.Type, member.Form != MemberForm.ReadOnly))),
        FamilyShape family when family.Family.Has(Trait.ByFields) =>
            family.Family.Open.GetFields(Own).Select(field => new LayoutField(KeyOf(field), TypeOf(field.FieldType, family), !field.IsInitOnly)),
        _ => [],
    };

    /// <summary>What a collection holds; null if the shape is none.</summary>
    public static TypeShape? ElementOf(TypeShape shape)
    {
        if (shape is not FamilyShape { Family: var family } made || family.Has(Trait.ByFields) || family == Families.Optional)
            return null;
        return (family.Name, family.Arity) switch
        {
            ("ArrayList", _) => new AnyShape(),
            ("Hashtable", _) => new FamilyShape(Families.Pair, [new AnyShape(), new AnyShape()]),
            ("PriorityQueue", _) => new FamilyShape(Families.Tuple, made.Slots),
            (_, 2) => new FamilyShape(Families.Pair, made.Slots),
            _ => made.Slots[0],
        };
    }

    private static TypeShape TypeOf(Type type, FamilyShape family) =>
        type.IsGenericParameter ? family.Slots[type.GenericParameterPosition] :
        Leaves.All.FirstOrDefault(leaf => leaf.Type == type) is { } known ? new LeafShape(known) : family;
}
