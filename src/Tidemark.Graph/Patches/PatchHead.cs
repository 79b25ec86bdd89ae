namespace Tidemark.Graph.Patches;

/// <summary>
/// The first bytes of a patch.
/// <code>
/// 0        bits 0..6: format version, 1; bit 7: a fingerprint follows the lengths
/// varint   length of the baseline
/// varint   length of the value after
/// 4 bytes  fingerprint of the baseline, little-endian, if bit 7 says so
/// </code>
/// </summary>
internal readonly record struct PatchHead(int BaselineLength, int LengthAfter, uint? Fingerprint)
{
    public const byte Version = 1;
    public const byte HasFingerprint = 0x80;
}
