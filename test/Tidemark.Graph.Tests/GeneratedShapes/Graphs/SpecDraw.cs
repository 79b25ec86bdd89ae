using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Graphs;

/// <summary>Draws graphs of a universe: with sharing and circles, null, derived instances, deep chains, empty collections.</summary>
internal sealed class SpecDraw(Universe universe, Random random)
{
    private readonly List<(int Node, TypeShape Shape)> _nodes = [];
    private readonly List<MadeSpec> _made = [];
    private readonly FamilyShape[] _families = [.. universe.Shapes.OfType<FamilyShape>().Where(shape =>
        shape.Family != Families.Optional && !shape.Family.Has(Trait.Interface))];
    private int _budget;
    private int _next;

    /// <summary>The instances drawn so far.</summary>
    public IReadOnlyList<(int Node, TypeShape Shape)> Nodes => _nodes;

    public Spec Root()
    {
        _budget = random.Next(4) == 0 ? random.Next(60, 120) : random.Next(2, 40);
        return Slot(universe.Root, canBeNull: random.Next(40) == 0);
    }

    /// <summary>Something for a slot: what is there already, a twin of it, nearly the same or quite, or something new of a few instances.</summary>
    public Spec Fresh(TypeShape slot)
    {
        _budget = random.Next(1, 8);
        var choice = random.Next(4);
        if (choice > 1 || _made.Where(made => Fits(made.Shape, slot)).ToArray() is not { Length: > 0 } known)
            return Slot(slot);
        var old = Pick(known);
        return choice == 0 ? new AgainSpec(old.Node) : Twin(old, [], random.Next(2) * 6);
    }

    // Inside, it refers to its own instances where the old one does to its own.
    private Spec Twin(Spec spec, Dictionary<int, int> numbers, int changes)
    {
        switch (spec)
        {
            case MadeSpec made:
                var node = numbers[made.Node] = _next++;
                var variant = made.Variant + (random.Next(20) < changes ? 1u : 0);
                return new MadeSpec(made.Shape, node, variant, [.. made.Parts.Select(part => part with { Value = Twin(part.Value, numbers, changes) })]);
            case LeafSpec leaf when random.Next(20) < changes:
                return leaf with { Seed = leaf.Seed + 1 };
            case AgainSpec again:
                return new AgainSpec(numbers.GetValueOrDefault(again.Node, again.Node));
            default:
                return spec;
        }
    }

    private Spec Slot(TypeShape slot, bool canBeNull = true)
    {
        if (_budget-- <= 0)
            return Spec.Nothing;
        return slot switch
        {
            LeafShape => new LeafSpec(slot, Seed()),
            AnyShape => Any(),
            DeclaredShape declared => Declared(declared, canBeNull),
            FamilyShape { Family: var family } optional when family == Families.Optional =>
                random.Next(3) == 0 ? Spec.Nothing : Slot(optional.Slots[0]),
            _ => Family((FamilyShape)slot, canBeNull),
        };
    }

    private Spec Any() => random.Next(8) switch
    {
        0 => Spec.Nothing,
        1 => new LeafSpec(new AnyShape(), 0),
        2 or 3 => new LeafSpec(new LeafShape(Pick(random.Next(2) == 0 ? Leaves.Common : Leaves.All)), Seed()),
        4 => _nodes.Count > 0 ? new AgainSpec(Pick(_nodes).Node) : Spec.Nothing,
        5 when _families.Length > 0 => Family(Pick(_families), canBeNull: false),
        _ when Pick(universe.Types) is { Form: not TypeForm.AbstractClass } type => Declared(new DeclaredShape(type.Id), canBeNull: false),
        _ => Spec.Nothing,
    };

    private Spec Declared(DeclaredShape slot, bool canBeNull)
    {
        if (universe.Find(slot.Id) is { IsValue: true } value)
            return value.Form == TypeForm.Enum ? new LeafSpec(slot, Seed()) : Made(slot);
        if (canBeNull && TryShort(slot, out var found))
            return found;
        var instances = universe.InstancesOf(slot.Id).ToArray();
        if (instances.Length == 0)
            return Spec.Nothing;
        var shape = new DeclaredShape(Pick(instances).Id);
        return random.Next(80) == 0 ? Chain(shape) : Made(shape);
    }

    private Spec Family(FamilyShape shape, bool canBeNull)
    {
        if (canBeNull && !(shape.Family.Has(Trait.InPlace) && shape.Family.Has(Trait.ByFields)) && TryShort(shape, out var found))
            return found;
        return Made(shape.Family.Has(Trait.Interface) ? new FamilyShape(Pick(Families.ImplementationsOf(shape.Family)), shape.Slots) : shape);
    }

    // Null, or what was there before.
    private bool TryShort(TypeShape slot, out Spec found)
    {
        found = Spec.Nothing;
        var choice = random.Next(10);
        if (choice < 3 && _nodes.Where(node => Fits(node.Shape, slot)).ToArray() is { Length: > 0 } known)
            found = new AgainSpec(Pick(known).Node);
        return choice < 4;
    }

    private bool Fits(TypeShape shape, TypeShape slot) => shape.Text == slot.Text || slot is AnyShape ||
        (slot is FamilyShape { Family: var family } any && family.Has(Trait.Interface) && shape is FamilyShape instance &&
            Families.ImplementationsOf(family).Contains(instance.Family) &&
            instance.Slots.Select(part => part.Text).SequenceEqual(any.Slots.Select(part => part.Text))) ||
        (slot is DeclaredShape wanted && shape is DeclaredShape had && universe.Lineage(had.Id).Any(level => level.Id == wanted.Id));

    private MadeSpec Made(TypeShape shape)
    {
        var made = WithParts(shape);
        _made.Add(made);
        return made;
    }

    private MadeSpec WithParts(TypeShape shape)
    {
        var node = _next++;
        _nodes.Add((node, shape));
        if (Layout.ElementOf(shape) is not { } element)
            return new MadeSpec(shape, node, 0, [.. Layout.FieldsOf(shape, universe).Select(field => new Part(field.Key, Slot(field.Type)))]);
        var count = random.Next(8) switch { 0 => 0, 1 => random.Next(20), 2 when _budget > 50 => random.Next(20, 140), _ => random.Next(1, 6) };
        var parts = new List<Part>();
        for (; count > 0 && _budget > -100; count--)
        {
            parts.Add(new Part("", Element(shape, element)));
            if (element is LeafShape)
                _budget++;
        }

        return new MadeSpec(shape, node, (uint)random.Next(1000), parts);
    }

    /// <summary>An element of a collection.</summary>
    public Spec Element(TypeShape collection, TypeShape element)
    {
        if (collection is not FamilyShape { Family.Name: "Hashtable" })
            return Slot(element);
        var key = new LeafSpec(new LeafShape(random.Next(2) == 0 ? Leaves.Int : Leaves.String), Seed());
        var (keyField, valueField) = (Layout.FieldsOf(element, universe).First().Key, Layout.FieldsOf(element, universe).Last().Key);
        return new MadeSpec(element, _next++, 0, [new Part(keyField, key), new Part(valueField, Slot(new AnyShape()))]);
    }

    // Deeper than the walks nest on the stack.
    private Spec Chain(DeclaredShape shape)
    {
        var links = Layout.FieldsOf(shape, universe).Where(field => Fits(shape, field.Type) || field.Type is AnyShape).ToArray();
        if (links.Length == 0)
            return Made(shape);
        var link = Pick(links).Key;
        var end = Made(shape);
        for (var length = random.Next(60, 150); length > 0; length--)
        {
            var node = _next++;
            _nodes.Add((node, shape));
            end = new MadeSpec(shape, node, 0, [new Part(link, end)]);
        }

        return end;
    }

    private uint Seed() => (uint)(random.Next(5) switch { 0 => 0, 1 or 2 => random.Next(12), _ => random.Next(2000) });

    private T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];
}
