namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>Draws universes by a seed.</summary>
internal sealed class UniverseDraw
{
    private static readonly Type[] Underlying = [typeof(int), typeof(byte), typeof(long), typeof(ushort), typeof(sbyte), typeof(ulong)];

    private readonly Random _random;
    private readonly List<DeclaredType> _types = [];
    private readonly TypeForm[] _forms;
    private readonly int?[] _parents;

    private UniverseDraw(Random random)
    {
        _random = random;
        _forms = [.. Enumerable.Range(0, random.Next(3, 9)).Select(id => FormOf(id))];
        _parents = [.. _forms.Select((form, id) => ParentOf(form, id))];
    }

    public static Universe Of(int seed) => new UniverseDraw(new Random(seed)).Draw();

    private Universe Draw()
    {
        for (var id = 0; id < _forms.Length; id++)
            _types.Add(new DeclaredType(id, _forms[id], _parents[id], [.. MembersOf(id)], _forms[id] == TypeForm.Enum ? Pick(Underlying) : null));

        TypeShape root = _random.Next(8) switch
        {
            0 => Collection(2, null),
            1 => new DeclaredShape(_random.Next(_forms.Length)),
            _ => new DeclaredShape(0),
        };
        return new Universe(_types, root);
    }

    // The first type is the usual root: a class that can change. Types are mostly classes.
    private TypeForm FormOf(int id) => id == 0 ? Pick([TypeForm.Class, TypeForm.SealedClass]) : Pick(
    [
        TypeForm.Class, TypeForm.Class, TypeForm.SealedClass, TypeForm.SealedClass, TypeForm.AbstractClass, TypeForm.ImmutableClass,
        TypeForm.Record, TypeForm.Struct, TypeForm.ReadOnlyStruct, TypeForm.Enum,
    ]);

    private int? ParentOf(TypeForm form, int id)
    {
        if (form is not (TypeForm.Class or TypeForm.SealedClass or TypeForm.AbstractClass) || _random.Next(2) == 0)
            return null;
        var parents = Enumerable.Range(0, id).Where(other => _forms[other] is TypeForm.Class or TypeForm.AbstractClass).ToArray();
        return parents.Length == 0 ? null : Pick(parents);
    }

    private IEnumerable<MemberShape> MembersOf(int id)
    {
        if (_forms[id] == TypeForm.Enum)
            yield break;
        for (var (i, count) = (0, _random.Next(_forms[id] == TypeForm.Class ? 0 : 1, 6)); i < count; i++)
        {
            // A parent may have a private member of the same name.
            var name = $"{(char)('A' + i)}{_random.Next(2)}";
            yield return new MemberShape(name, MemberType(id), MemberFormOf(_forms[id]));
        }
    }

    private MemberForm MemberFormOf(TypeForm form)
    {
        if (form is TypeForm.ImmutableClass or TypeForm.Record or TypeForm.ReadOnlyStruct)
            return MemberForm.ReadOnly;
        return Pick(
        [
            MemberForm.Public, MemberForm.Public, MemberForm.Property, MemberForm.Property, MemberForm.Private, MemberForm.Private,
            MemberForm.Public, MemberForm.ReadOnly, MemberForm.Explicit, _random.Next(4) == 0 ? MemberForm.Ignored : MemberForm.Public,
        ]);
    }

    private TypeShape MemberType(int id) => _forms[id] switch
    {
        TypeForm.Record => Content(id, 1),
        TypeForm.ImmutableClass when _random.Next(3) != 0 => Content(id, 1),
        TypeForm.Struct or TypeForm.ReadOnlyStruct => Slot(2, id),
        _ => Slot(3, null),
    };

    // Inside a struct, only types declared before it may lie in place.
    private TypeShape Slot(int depth, int? within) => _random.Next(depth == 0 ? 6 : 10) switch
    {
        0 or 1 => CommonLeaf(),
        2 => new LeafShape(Pick(Leaves.Rare)),
        3 => new AnyShape(),
        4 or 5 => Declared(within),
        _ => Collection(depth, within),
    };

    private TypeShape Collection(int depth, int? within)
    {
        var family = Pick(_random.Next(3) != 0 ? Families.Common : Families.Rare);
        var inner = family.Has(Trait.InPlace) ? within : null;
        var slots = new TypeShape[family.Arity];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] =
                family.Has(Trait.OfValues) ? ValueType(inner) :
                i == 0 && family.Has(Trait.Hashes) ? Key() :
                (i == 0 && family.Has(Trait.Sorts)) || (i == slots.Length - 1 && family.Has(Trait.SortsLast)) ? SortKey() :
                Slot(depth - 1, inner);
        }

        return new FamilyShape(family, slots);
    }

    private TypeShape CommonLeaf() => new LeafShape(Pick(Leaves.Common));

    private TypeShape Declared(int? within)
    {
        var id = _random.Next(_forms.Length);
        return within is { } struct_ && id >= struct_ && IsValue(_forms[id]) ? new AnyShape() : new DeclaredShape(id);
    }

    private TypeShape ValueType(int? within)
    {
        var values = Enumerable.Range(0, _forms.Length).Where(id => IsValue(_forms[id]) && (within is null || id < within)).ToArray();
        if (values.Length > 0 && _random.Next(2) == 0)
            return new DeclaredShape(Pick(values));
        return new LeafShape(Pick([.. Leaves.All.Where(leaf => leaf.Type.IsValueType)]));
    }

    private TypeShape SortKey() =>
        new LeafShape(_random.Next(3) != 0 ? Pick([Leaves.String, Leaves.Int]) : Pick([.. Leaves.All.Where(leaf => leaf.IsSortKey)]));

    private TypeShape Key()
    {
        var declared = Enumerable.Range(0, _forms.Length).Where(id => _forms[id] is not (TypeForm.Struct or TypeForm.ReadOnlyStruct)).ToArray();
        return _random.Next(6) switch
        {
            0 => new DeclaredShape(Pick(declared)),
            1 => new LeafShape(Pick([.. Leaves.All.Where(leaf => leaf.IsKey)])),
            2 => new FamilyShape(Families.Tuple, [new LeafShape(Leaves.Int), new LeafShape(Leaves.String)]),
            _ => new LeafShape(Pick([Leaves.String, Leaves.Int])),
        };
    }

    // What a record is made of: values that say by their content what they are.
    private TypeShape Content(int id, int depth)
    {
        var contents = Enumerable.Range(0, _forms.Length).Where(other => _forms[other] is TypeForm.Record or TypeForm.Enum).ToArray();
        return _random.Next(5) switch
        {
            0 when depth > 0 => new FamilyShape(Families.Tuple, [Content(id, 0), Content(id, 0)]),
            1 when contents.Length > 0 => new DeclaredShape(Pick(contents)),
            2 => new LeafShape(Pick([.. Leaves.All.Where(leaf => leaf.IsKey)])),
            _ => CommonLeaf(),
        };
    }

    private static bool IsValue(TypeForm form) => form is TypeForm.Struct or TypeForm.ReadOnlyStruct or TypeForm.Enum;

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
