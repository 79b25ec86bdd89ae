using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Graphs;

/// <summary>Draws changes of a graph that was drawn.</summary>
internal sealed class EditDraw(Universe universe, SpecDraw specs, Random random)
{
    public IReadOnlyList<Edit> Draw()
    {
        // What cannot change was drawn as well: it is passed over here, and again when the edit is applied.
        var nodes = specs.Nodes.Where(node => CanChange(node.Shape)).ToArray();
        if (nodes.Length == 0)
            return [];
        var count = random.Next(5) switch { 0 => 0, 1 or 2 => 1, 3 => random.Next(2, 5), _ => random.Next(1, 10) };
        return [.. Enumerable.Range(0, count).Select(_ => nodes[random.Next(nodes.Length)]).Select(node => Of(node.Node, node.Shape))];
    }

    private static bool IsCollection(TypeShape shape) => Layout.ElementOf(shape) is not null;

    private bool CanChange(TypeShape shape) => shape switch
    {
        DeclaredShape declared => universe[declared.Id] is { IsValue: false, IsReadOnly: false },
        FamilyShape family => !family.Family.Has(Trait.Made) && !family.Family.Has(Trait.InPlace),
        _ => false,
    };

    private Edit Of(int node, TypeShape shape) => IsCollection(shape) ? OfItems(node, shape) : OfMember(node, shape);

    private ItemsEdit OfItems(int node, TypeShape shape)
    {
        var verb = (ItemsVerb)random.Next((int)ItemsVerb.Refill + 1);
        var item = verb is ItemsVerb.Insert or ItemsVerb.Replace ? FreshElement(shape) : Spec.Nothing;
        return new ItemsEdit(node, verb, (uint)random.Next(200), (uint)random.Next(200), item);
    }

    private Spec FreshElement(TypeShape shape) =>
        shape is FamilyShape { Family.Name: "Hashtable" } ? specs.Element(shape, Layout.ElementOf(shape)!) : specs.Fresh(Layout.ElementOf(shape)!);

    private Edit OfMember(int node, TypeShape shape)
    {
        var fields = Layout.FieldsOf(shape, universe).Where(field => field.CanChange).ToArray();
        if (fields.Length == 0)
            return new TextEdit(node, [], 0);
        var field = fields[random.Next(fields.Length)];
        if (random.Next(6) == 0 && fields.Where(other => other.Type.Text == field.Type.Text).ToArray() is { Length: > 1 } twins)
            return new SwapEdit(node, field.Key, twins[random.Next(twins.Length)].Key);
        List<string> path = [field.Key];
        while (IsStruct(field.Type) && random.Next(4) != 0 && Layout.FieldsOf(field.Type, universe).ToArray() is { Length: > 0 } inner)
        {
            field = inner[random.Next(inner.Length)];
            path.Add(field.Key);
        }

        return field.Type is LeafShape { Leaf.Name: "string" or "StringBuilder" or "BitArray" } && random.Next(3) != 0
            ? new TextEdit(node, path, (uint)random.Next(1000))
            : new SetEdit(node, path, specs.Fresh(field.Type));
    }

    private bool IsStruct(TypeShape shape) => shape switch
    {
        DeclaredShape declared => universe[declared.Id].Form is TypeForm.Struct or TypeForm.ReadOnlyStruct,
        FamilyShape family => family.Family.Has(Trait.InPlace) && family.Family.Has(Trait.ByFields),
        _ => false,
    };
}
