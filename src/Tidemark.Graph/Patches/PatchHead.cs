using System.Buffers.Binary;

namespace Tidemark.Graph.Patches;

/// <summary>
/// The first bytes of a patch.
/// <code>
/// 0        bits 0..6: format version, 1; bit 7: a fingerprint follows the numbers
/// varint   length of the baseline
/// varint   length of the value after
/// varint   number of splices
/// 4 bytes  fingerprint of the baseline, little-endian, if bit 7 says so
/// </code>
/// </summary>
internal readonly record struct PatchHead(int BaselineLength, int LengthAfter, int Splices, uint? Fingerprint)
{
    public const byte Version = 1;
    public const byte HasFingerprint = 0x80;
    public const int MaxSize = 20;

    /// <summary>Its length, in bytes.</summary>
    public int Size => 1 + Varint.SizeOf((uint)BaselineLength) + Varint.SizeOf((uint)LengthAfter) + Varint.SizeOf((uint)Splices)
        + (Fingerprint is null ? 0 : sizeof(uint));

    /// <summary>Writes the head, and returns its length.</summary>
    public int Write(Span<byte> output)
    {
        output[0] = (byte)(Version | (Fingerprint is null ? 0 : HasFingerprint));
        var length = 1;
        length += Varint.Write(output[length..], (uint)BaselineLength);
        length += Varint.Write(output[length..], (uint)LengthAfter);
        length += Varint.Write(output[length..], (uint)Splices);
        if (Fingerprint is not { } fingerprint)
            return length;
        BinaryPrimitives.WriteUInt32LittleEndian(output[length..], fingerprint);
        return length + sizeof(uint);
    }
}
