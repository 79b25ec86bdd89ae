using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Schemas;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph;

/// <summary>
/// What a build knew of the types in its payloads: names of types and members, and how they lie in bytes. With it a payload can be read
/// without the types, and by builds whose types differ. It names no assemblies and nothing of the machine. Immutable, and safe for all
/// threads.
/// </summary>
public sealed class GraphSchema
{
    private static readonly string[] Kinds = ["", "enum", "struct", "class", "abstract", "class", "delegate", "converted"];

    internal GraphSchema(string root, FormScope scope) : this(root, scope, SchemaBytes.Write(root, scope.Definitions.Values))
    {
    }

    private GraphSchema(string root, FormScope scope, byte[] bytes)
    {
        (Root, Scope, Bytes) = (root, scope, bytes);
        Fingerprint = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(bytes));
    }

    /// <summary>The name of the root's static type on the wire, such as <c>Shop.Cart</c>.</summary>
    public string Root { get; }

    /// <summary>64 bits of a hash of <see cref="Bytes"/>; the head of each payload names its schema by them.</summary>
    public ulong Fingerprint { get; }

    /// <summary>The schema's own form, to be published where builds that meet its payloads can find it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    internal FormScope Scope { get; }

    internal Form RootForm => Scope.FormOf(Root);

    /// <summary>Reads what <see cref="Bytes"/> gave. The bytes need not be trusted.</summary>
    /// <exception cref="GraphFormatException">They are no schema that this build can read.</exception>
    public static GraphSchema Parse(ReadOnlySpan<byte> bytes)
    {
        var (root, definitions) = SchemaBytes.Read(bytes);
        var scope = new FormScope(definitions);
        SchemaCheck.Demand(root, scope);
        return new GraphSchema(root, scope, bytes.ToArray());
    }

    /// <summary>The fingerprint of the schema that a payload was written by; false if the bytes are no payload of this format.</summary>
    public static bool TryGetFingerprint(ReadOnlySpan<byte> payload, out ulong fingerprint) =>
        PayloadHead.TryRead(payload, out fingerprint, out _);

    /// <summary>Reads a payload of this schema without the types that wrote it.</summary>
    /// <exception cref="GraphFormatException">The payload is damaged, or of another schema.</exception>
    public GraphNode Read(ReadOnlySpan<byte> payload) => GraphTree.Read(this, payload).Root;

    /// <summary>The types and members, for people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append("schema ").Append(Fingerprint.ToString("x16")).Append(" of ").Append(Root).Append('\n');
        foreach (var definition in Scope.Definitions.Values.OrderBy(definition => definition.Name, StringComparer.Ordinal))
        {
            text.Append(Kinds[(int)definition.Kind]).Append(' ').Append(definition.Name);
            if (definition.Part.Length > 0)
                text.Append(" : ").Append(definition.Part);
            if (definition.Traits.HasFlag(DefinitionTraits.Immutable))
                text.Append(" (immutable)");
            if (definition.Traits.HasFlag(DefinitionTraits.Flags))
                text.Append(" (flags)");
            text.Append('\n');
            foreach (var member in definition.EnumMembers.OrderBy(member => member.Number))
                text.Append(CultureInfo.InvariantCulture, $"  {member.Name} = {member.Number}\n");
            foreach (var member in definition.Members)
                text.Append("  ").Append(member.Name).Append(": ").Append(member.Type).Append('\n');
        }

        return text.ToString();
    }
}
