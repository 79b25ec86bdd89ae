namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>A few types that refer to each other, and the one that graphs begin with.</summary>
internal sealed record Universe(IReadOnlyList<DeclaredType> Types, TypeShape Root)
{
    public DeclaredType? Find(int id) => Types.FirstOrDefault(type => type.Id == id);

    public DeclaredType this[int id] => Find(id)!;

    public IEnumerable<int> ChildrenOf(int id) => Types.Where(type => type.Parent == id).Select(type => type.Id);

    /// <summary>The type and those it derives from, the most general one first.</summary>
    public IEnumerable<DeclaredType> Lineage(int id) =>
        Find(id) is not { } type ? [] : type.Parent is { } parent ? Lineage(parent).Append(type) : [type];

    public IEnumerable<MemberShape> MembersOf(int id) => Lineage(id).SelectMany(type => type.Members);

    /// <summary>The types whose instances can stand in a slot of a declared type.</summary>
    public IEnumerable<DeclaredType> InstancesOf(int id) =>
        Types.Where(type => type.Form != TypeForm.AbstractClass && Lineage(type.Id).Any(level => level.Id == id));

    /// <summary>
    /// The shapes that a shape names: its arguments, the members of its instances that are state, the types that it says derive from it.
    /// </summary>
    public IEnumerable<TypeShape> DeclaredBy(TypeShape shape)
    {
        if (shape is not DeclaredShape { Id: var id })
            return shape.Arguments;
        var members = this[id].Form == TypeForm.AbstractClass ? [] : MembersOf(id);
        return members.Where(member => member.Form != MemberForm.Ignored).Select(member => member.Type)
            .Concat(ChildrenOf(id).Select(child => new DeclaredShape(child)));
    }

    /// <summary>Every shape that is written anywhere.</summary>
    public IEnumerable<TypeShape> Shapes =>
        Types.SelectMany(type => type.Members).Select(member => member.Type).Append(Root).SelectMany(shape => shape.All);

    public override string ToString() =>
        string.Join(Environment.NewLine, Types.Select(type => type.Text(ChildrenOf(type.Id)))) + $"{Environment.NewLine}root: {Root}";
}
