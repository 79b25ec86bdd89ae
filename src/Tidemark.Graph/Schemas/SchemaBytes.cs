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
        string[] names = [.. sorted.SelectMany(DefinitionBytes.NamesIn).Append(root).Distinct().Order(StringComparer.Ordinal)];
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
            DefinitionBytes.Write(ref writer, definition, indexes);
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
            var definition = DefinitionBytes.Read(ref reader, names, tellsEnums: version == VersionWithEnums);
            if (string.CompareOrdinal(last, definition.Name) >= 0)
                reader.Refuse("The definitions of a schema are not in order");
            definitions.Add(last = definition.Name, definition);
        }

        if (reader.Position != bytes.Length)
            reader.Refuse("A schema goes on after its end");
        return (root, definitions);
    }

    /// <summary>A name of the schema's list, by its index.</summary>
    public static string ReadName(ref GraphReader reader, string[] names)
    {
        var index = reader.ReadVarint();
        if (index >= (uint)names.Length)
            reader.Refuse("A schema refers to a name it does not have");
        return names[index];
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
}
