using System.Buffers.Binary;
using Tidemark.Graph.Codecs;

namespace Tidemark.Graph.Wire;

/// <summary>
/// The first bytes of a payload.
/// <code>
/// 0      format version, 1
/// 1      bit 0: the payload holds back references
/// 2..9   fingerprint of the writer's schema, little-endian
/// </code>
/// </summary>
internal static class PayloadHead
{
    public const int Size = 10;
    public const byte Version = 1;

    public const int FlagsAt = 1;
    public const byte BackReferences = 1;

    public static void Write(Span<byte> head, ulong fingerprint, bool hasBackReferences)
    {
        head[0] = Version;
        head[1] = hasBackReferences ? BackReferences : (byte)0;
        BinaryPrimitives.WriteUInt64LittleEndian(head[2..], fingerprint);
    }

    /// <summary>Checks a head before its payload is read.</summary>
    public static void Check(ReadOnlySpan<byte> bytes, ulong fingerprint, Type root, out bool hasBackReferences)
    {
        if (bytes.Length < Size)
            throw new GraphFormatException("The payload ends within its head", bytes.Length);
        if (bytes[0] != Version || bytes[1] > BackReferences)
            throw new GraphFormatException($"The payload is of format version {bytes[0]}; this build reads version {Version}", 0);
        hasBackReferences = bytes[1] == BackReferences;
        var written = BinaryPrimitives.ReadUInt64LittleEndian(bytes[2..]);
        if (written != fingerprint)
        {
            throw new GraphFormatException(
                $"The payload is of schema {written:x16}, and {Refused.NameOf(root)} in this build is of schema {fingerprint:x16}: the members of "
                + "a type have changed. GraphPlan.Translate reads it by the schema that its writer published",
                2);
        }
    }

    /// <summary>Whether the payload is one that this build wrote from this shape.</summary>
    public static bool IsComparable(ReadOnlySpan<byte> bytes, ulong fingerprint) =>
        bytes.Length >= Size && bytes[0] == Version && BinaryPrimitives.ReadUInt64LittleEndian(bytes[2..]) == fingerprint;

    /// <summary>Asked of payloads that have a head.</summary>
    public static bool HasBackReferences(ReadOnlySpan<byte> bytes) => bytes[FlagsAt] == BackReferences;

    /// <summary>Reads a head of this format; false if there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ulong fingerprint, out bool hasBackReferences)
    {
        fingerprint = 0;
        hasBackReferences = bytes.Length >= Size && bytes[1] == BackReferences;
        if (bytes.Length < Size || bytes[0] != Version || bytes[1] > BackReferences)
            return false;
        fingerprint = BinaryPrimitives.ReadUInt64LittleEndian(bytes[2..]);
        return true;
    }
}
