namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>What C# would call the type.</summary>
internal enum TypeForm
{
    Class,
    SealedClass,
    AbstractClass,
    ImmutableClass,
    Record,
    Struct,
    ReadOnlyStruct,
    Enum,
}

/// <summary>How a member stands in its type.</summary>
internal enum MemberForm
{
    Public,
    Private,
    Property,
    Explicit,
    ReadOnly,
    Ignored,
}

/// <summary>One instance field, by itself or behind a property.</summary>
internal sealed record MemberShape(string Name, TypeShape Type, MemberForm Form)
{
    public bool IsProperty => Form is MemberForm.Property or MemberForm.Explicit;

    /// <summary>The property's name in metadata: an explicitly implemented one has that of its interface before it.</summary>
    public string PropertyName => Form == MemberForm.Explicit ? $"Shop.IBox<System.Int32>.{Name}" : Name;

    public string FieldName => IsProperty ? $"<{PropertyName}>k__BackingField" : Name;

    public override string ToString() => Form switch
    {
        MemberForm.Public => $"public {Type} {Name};",
        MemberForm.Private => $"private {Type} {Name};",
        MemberForm.Property => $"public {Type} {Name} {{ get; set; }}",
        MemberForm.Explicit => $"{Type} IBox<int>.{Name} {{ get; set; }}",
        MemberForm.ReadOnly => $"public readonly {Type} {Name};",
        _ => $"[SessionIgnore] public {Type} {Name};",
    };
}

/// <summary>A class, struct, record or enum of a universe. Its members come after those of its parent.</summary>
internal sealed record DeclaredType(int Id, TypeForm Form, int? Parent, IReadOnlyList<MemberShape> Members, Type? Underlying = null)
{
    public string Name => $"T{Id}";

    public bool IsValue => Form is TypeForm.Struct or TypeForm.ReadOnlyStruct or TypeForm.Enum;

    public bool IsReadOnly => Form is TypeForm.ImmutableClass or TypeForm.Record or TypeForm.ReadOnlyStruct;

    public bool CanHaveChildren => Form is TypeForm.Class or TypeForm.AbstractClass;

    public string Text(IEnumerable<int> children)
    {
        var keyword = Form switch
        {
            TypeForm.Class => "class",
            TypeForm.SealedClass => "sealed class",
            TypeForm.AbstractClass => "abstract class",
            TypeForm.ImmutableClass => "sealed class",
            TypeForm.Record => "sealed record",
            TypeForm.Struct => "struct",
            TypeForm.ReadOnlyStruct => "readonly struct",
            _ => "enum",
        };
        var derived = string.Concat(children.Select(child => $"[SessionDerivedType(typeof(T{child}))] "));
        var parent = Underlying is not null ? $" : {Underlying.Name}" : Parent is null ? "" : $" : T{Parent}";
        return $"{derived}{keyword} {Name}{parent} {{ {string.Join(' ', Members)} }}";
    }
}
