namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>The type of a slot in a generated universe, before there is a .NET type of it.</summary>
internal abstract record TypeShape
{
    /// <summary>As C# says it, with declared types by their names.</summary>
    public abstract string Text { get; }

    public virtual IReadOnlyList<TypeShape> Arguments => [];

    /// <summary>This shape and all that it is made of.</summary>
    public IEnumerable<TypeShape> All => Arguments.SelectMany(argument => argument.All).Prepend(this);

    public sealed override string ToString() => Text;
}

/// <summary>A type that holds no other types.</summary>
internal sealed record LeafShape(Leaf Leaf) : TypeShape
{
    public override string Text => Leaf.Name;
}

/// <summary>A slot of <see cref="object"/>; as the type of a value, a plain instance of it.</summary>
internal sealed record AnyShape : TypeShape
{
    public override string Text => "object";
}

/// <summary>A type of the universe itself.</summary>
internal sealed record DeclaredShape(int Id) : TypeShape
{
    public override string Text => $"T{Id}";
}

/// <summary>A collection, a tuple or another generic type of known arguments.</summary>
internal sealed record FamilyShape(Family Family, TypeShape[] Slots) : TypeShape
{
    public override string Text { get; } = Family.TextOf([.. Slots.Select(slot => slot.Text)]);

    public override IReadOnlyList<TypeShape> Arguments => Slots;
}
