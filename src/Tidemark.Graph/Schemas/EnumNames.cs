using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>Values of enums as names, for people.</summary>
internal static class EnumNames
{
    /// <returns>Null if the value, or a bit of it, has no name.</returns>
    public static string? Of(Definition definition, object number)
    {
        if (definition.EnumMembers.Count == 0 || NumberConversion.Convert(number, typeof(Int128)) is not Int128 value)
            return null;
        foreach (var member in definition.EnumMembers)
        {
            if (member.Number == value)
                return member.Name;
        }

        if (!definition.Traits.HasFlag(DefinitionTraits.Flags))
            return null;
        var (names, rest) = (new List<string>(), value);
        foreach (var member in definition.EnumMembers.OrderByDescending(member => EnumNumber.BitsIn(definition.Part, member.Number)))
        {
            if (member.Number == 0 || (value & member.Number) != member.Number || (rest & member.Number) == 0)
                continue;
            names.Add(member.Name);
            rest &= ~member.Number;
        }

        return rest == 0 ? string.Join(", ", names) : null;
    }
}
