using Tidemark.Graph.Forms;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// A schema as bytes. One schema has one form: names and definitions are sorted, and nothing is written twice.
/// <code>
/// byte     version of this form: 2 if an enum has members, else 1
/// count    names, in ordinal order; each a string
/// number   the root's name, as an index
/// count    definitions, in order of their names; each:
///   number name
///   byte   kind (1 enum, 2 struct, 3 class, 4 interface or abstract class, 5 class derived from a collection, 6 delegate,
///          7 converted to another type)
///   byte   traits (1 tracked, 2 immutable, 4 flags)
///   number for 1, 5 and 7: the name of the number beneath, of the collection, or of what it is converted to
///   count  members; each the index of its name and that of its type's name; of an enum, in order of their names, the index of the
///          name and the number, in as many bytes as the number beneath takes
/// </code>
/// </summary>
internal static class SchemaBytes
{
    // Builds that did not tell the members of enums wrote 1.
    private const byte Version = 1;
    private const byte VersionWithEnums = 2;

    public const int MaxLength = 16 * 1024 * 1024;

    public static byte[] Write(string root, IEnumerable<Definition> definitions)
    {
        var sorted = definitions.OrderBy(definition => definition.Name, StringComparer.Ordinal).ToArray();
        string[] names = [.. sorted.SelectMany(NamesOf).Append(root).Distinct().Order(StringComparer.Ordinal)];
        var indexes = names.Index().ToDictionary(name => name.Item, name => (uint)name.Index, StringComparer.Ordinal);
        var scratch = new WriteScratch();
        var writer = new GraphWriter(scratch, numbered: false);
        writer.WriteByte(Array.Exists(sorted, definition => definition.EnumMembers.Count > 0) ? VersionWithEnums : Version);
        writer.WriteVarint((uint)names.Length);
        foreach (var name in names)
            writer.WriteString(name);
        writer.WriteVarint(indexes[root]);
        writer.WriteVarint((uint)sorted.Length);
        foreach (var definition in sorted)
            Write(ref writer, definition, indexes);
        return scratch.Buffer.AsSpan(0, writer.Length).ToArray();
    }

    /// <summary>Reads what <see cref="Write(string, IEnumerable{Definition})"/> wrote; whether the names mean anything is not looked at.</summary>
    public static (string Root, Dictionary<string, Definition> Definitions) Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new GraphReader(bytes, new ReadScratch(), hasBackReferences: false);
        if (bytes.Length > MaxLength)
            reader.Refuse("A schema is too long");
        var version = reader.ReadByte();
        if (version is not (Version or VersionWithEnums))
            reader.Refuse("A schema is of another version than this build reads");
        var names = ReadNames(ref reader);
        var root = ReadName(ref reader, names);
        var definitions = new Dictionary<string, Definition>(StringComparer.Ordinal);
        string? last = null;
        for (var count = reader.ReadCount(4); count > 0; count--)
        {
            var definition = ReadDefinition(ref reader, names, version);
            if (string.CompareOrdinal(last, definition.Name) >= 0)
                reader.Refuse("The definitions of a schema are not in order");
            definitions.Add(last = definition.Name, definition);
        }

        if (reader.Position != bytes.Length)
            reader.Refuse("A schema goes on after its end");
        return (root, definitions);
    }

    private static IEnumerable<string> NamesOf(Definition definition)
    {
        IEnumerable<string> names =
        [
            definition.Name,
            .. definition.Members.SelectMany<MemberDefinition, string>(member => [member.Name, member.Type]),
            .. definition.EnumMembers.Select(member => member.Name),
        ];
        return definition.Part.Length == 0 ? names : names.Append(definition.Part);
    }

    private static void Write(ref GraphWriter writer, Definition definition, Dictionary<string, uint> indexes)
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

    private static string[] ReadNames(ref GraphReader reader)
    {
        var names = new string[reader.ReadCount(1)];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.ReadString() ?? "";
            if (names[i].Length == 0 || (i > 0 && string.CompareOrdinal(names[i - 1], names[i]) >= 0))
                reader.Refuse("The names of a schema are not in order");
        }

        return names;
    }

    private static string ReadName(ref GraphReader reader, string[] names)
    {
        var index = reader.ReadVarint();
        if (index >= (uint)names.Length)
            reader.Refuse("A schema refers to a name it does not have");
        return names[index];
    }

    private static Definition ReadDefinition(ref GraphReader reader, string[] names, byte version)
    {
        var name = ReadName(ref reader, names);
        var kind = (DefinitionKind)reader.ReadByte();
        var traits = (DefinitionTraits)reader.ReadByte();
        var allowed = DefinitionTraits.Tracked | DefinitionTraits.Immutable | (kind == DefinitionKind.Enum && version > Version ? DefinitionTraits.Flags : 0);
        if (!Enum.IsDefined(kind) || (traits & ~allowed) != 0)
            reader.Refuse("A schema defines a type of an unknown kind");
        var part = HasPart(kind) ? ReadName(ref reader, names) : "";
        if (kind == DefinitionKind.Enum && version > Version)
            return new Definition(name, kind, traits, part, []) { EnumMembers = ReadEnumMembers(ref reader, names, part) };
        var members = new MemberDefinition[reader.ReadCount(2)];
        foreach (ref var member in members.AsSpan())
            member = new MemberDefinition(ReadName(ref reader, names), ReadName(ref reader, names));
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
            members[i] = new EnumMember(ReadName(ref reader, names), EnumNumber.Read(number, reader.ReadBytes(size)));
            if (i > 0 && string.CompareOrdinal(members[i - 1].Name, members[i].Name) >= 0)
                reader.Refuse("The members of an enum are not in order");
        }

        return members;
    }

    private static bool HasPart(DefinitionKind kind) => kind is DefinitionKind.Enum or DefinitionKind.Derived or DefinitionKind.Converted;
}
