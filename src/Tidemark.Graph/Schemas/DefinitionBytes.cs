using Tidemark.Graph.Forms;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Schemas;

/// <summary>One definition of a schema as bytes. The form is told with that of the whole: see <see cref="SchemaBytes"/>.</summary>
internal static class DefinitionBytes
{
    /// <summary>What the definition will refer to by index.</summary>
    public static IEnumerable<string> NamesIn(Definition definition)
    {
        IEnumerable<string> names =
        [
            definition.Name,
            .. definition.Members.SelectMany<MemberDefinition, string>(member => [member.Name, member.Type]),
            .. definition.EnumMembers.Select(member => member.Name),
        ];
        return definition.Part.Length == 0 ? names : names.Append(definition.Part);
    }

    public static void Write(ref GraphWriter writer, Definition definition, Dictionary<string, uint> indexes)
    {
        writer.WriteVarint(indexes[definition.Name]);
        writer.WriteByte((byte)definition.Kind);
        writer.WriteByte((byte)definition.Traits);
        if (HasPart(definition.Kind))
            writer.WriteVarint(indexes[definition.Part]);
        writer.WriteVarint((uint)(definition.Members.Count + definition.EnumMembers.Count));
        foreach (var (name, type) in definition.Members)
        {
            writer.WriteVarint(indexes[name]);
            writer.WriteVarint(indexes[type]);
        }

        foreach (var (name, number) in definition.EnumMembers)
        {
            writer.WriteVarint(indexes[name]);
            writer.WriteBytes(EnumNumber.Write(definition.Part, number));
        }
    }

    public static Definition Read(ref GraphReader reader, string[] names, bool tellsEnums)
    {
        var name = SchemaBytes.ReadName(ref reader, names);
        var kind = (DefinitionKind)reader.ReadByte();
        var traits = (DefinitionTraits)reader.ReadByte();
        var allowed = DefinitionTraits.Tracked | DefinitionTraits.Immutable | (kind == DefinitionKind.Enum && tellsEnums ? DefinitionTraits.Flags : 0);
        if (!Enum.IsDefined(kind) || (traits & ~allowed) != 0)
            reader.Refuse("A schema defines a type of an unknown kind");
        var part = HasPart(kind) ? SchemaBytes.ReadName(ref reader, names) : "";
        if (kind == DefinitionKind.Enum && tellsEnums)
            return new Definition(name, kind, traits, part, []) { EnumMembers = ReadEnumMembers(ref reader, names, part) };
        var members = new MemberDefinition[reader.ReadCount(2)];
        foreach (ref var member in members.AsSpan())
            member = new MemberDefinition(SchemaBytes.ReadName(ref reader, names), SchemaBytes.ReadName(ref reader, names));
        return new Definition(name, kind, traits, part, members);
    }

    private static EnumMember[] ReadEnumMembers(ref GraphReader reader, string[] names, string number)
    {
        if (!EnumNumber.IsNumber(number))
        {
            if (reader.ReadVarint() != 0)
                reader.Refuse("A schema gives numbers to an enum of something else");
            return [];
        }

        var size = EnumNumber.SizeOf(number);
        var members = new EnumMember[reader.ReadCount(1 + size)];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = new EnumMember(SchemaBytes.ReadName(ref reader, names), EnumNumber.Read(number, reader.ReadBytes(size)));
            if (i > 0 && string.CompareOrdinal(members[i - 1].Name, members[i].Name) >= 0)
                reader.Refuse("The members of an enum are not in order");
        }

        return members;
    }

    private static bool HasPart(DefinitionKind kind) => kind is DefinitionKind.Enum or DefinitionKind.Derived or DefinitionKind.Converted;
}
