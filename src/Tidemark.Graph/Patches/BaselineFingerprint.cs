using System.Buffers.Binary;
using System.Numerics;

namespace Tidemark.Graph.Patches;

/// <summary>
/// 32 bits that tell baselines of one length apart: against mistakes, not against forgers. CRC-32C, in four lanes because one
/// instruction waits for the one before it: word <c>i</c> (8 bytes, little-endian) of each full 32 bytes goes to lane <c>i</c>, the rest
/// byte by byte to lane 0, and lanes 1, 2 and 3, as 4 bytes each, follow into lane 0. Every lane starts with all bits set and is not inverted
/// at the end.
/// </summary>
internal static class BaselineFingerprint
{
    private const int Stripe = 32;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var (lane0, lane1, lane2, lane3) = (uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);
        for (; bytes.Length >= Stripe; bytes = bytes[Stripe..])
        {
            lane0 = BitOperations.Crc32C(lane0, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            lane1 = BitOperations.Crc32C(lane1, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
            lane2 = BitOperations.Crc32C(lane2, BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
            lane3 = BitOperations.Crc32C(lane3, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
        }

        foreach (var rest in bytes)
            lane0 = BitOperations.Crc32C(lane0, rest);
        lane0 = BitOperations.Crc32C(lane0, lane1);
        lane0 = BitOperations.Crc32C(lane0, lane2);
        return BitOperations.Crc32C(lane0, lane3);
    }
}
