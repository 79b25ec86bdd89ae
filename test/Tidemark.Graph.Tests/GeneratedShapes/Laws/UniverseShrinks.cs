using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Laws;

/// <summary>Universes that are a step simpler: fewer types, fewer members, plainer members.</summary>
internal static class UniverseShrinks
{
    public static IEnumerable<Universe> Of(Universe universe) =>
        [.. WithoutType(universe), .. WithoutParent(universe), .. WithoutMember(universe), .. WithPlainerMember(universe), .. WithPlainerRoot(universe)];

    private static IEnumerable<Universe> WithoutType(Universe universe)
    {
        foreach (var gone in universe.Types.Where(type => !Mentions(universe.Root, type.Id)))
        {
            yield return universe with
            {
                Types = [.. universe.Types.Where(type => type != gone).Select(type => type with
                {
                    Parent = type.Parent == gone.Id ? null : type.Parent,
                    Members = [.. type.Members.Where(member => !Mentions(member.Type, gone.Id))],
                })],
            };
        }
    }

    private static IEnumerable<Universe> WithoutParent(Universe universe) =>
        universe.Types.Where(type => type.Parent is not null).Select(type => With(universe, type, type with { Parent = null }));

    private static IEnumerable<Universe> WithoutMember(Universe universe) =>
        from type in universe.Types
        from member in type.Members
        select With(universe, type, type with { Members = [.. type.Members.Where(other => other != member)] });

    private static IEnumerable<Universe> WithPlainerMember(Universe universe) =>
        from type in universe.Types
        from member in type.Members
        from plainer in Plainer(member)
        select With(universe, type, type with { Members = [.. type.Members.Select(other => other == member ? plainer : other)] });

    private static IEnumerable<Universe> WithPlainerRoot(Universe universe) =>
        universe.Root.Arguments.Select(argument => universe with { Root = argument });

    private static IEnumerable<MemberShape> Plainer(MemberShape member)
    {
        var types = member.Type is LeafShape ? [] : member.Type.Arguments.Append(new LeafShape(Leaves.Int));
        foreach (var type in types)
            yield return member with { Type = type };
        if (member.Form != MemberForm.Public)
            yield return member with { Form = MemberForm.Public };
    }

    private static bool Mentions(TypeShape shape, int id) => shape.All.Any(part => part is DeclaredShape declared && declared.Id == id);

    private static Universe With(Universe universe, DeclaredType old, DeclaredType replacement) =>
        universe with { Types = [.. universe.Types.Select(type => type == old ? replacement : type)] };
}
