using System.Numerics;

namespace Tidemark.Graph.Patches;

/// <summary>Numbers by groups of 7 bits, the lowest first; bit 7 says that another group follows.</summary>
internal static class Varint
{
    public const int MaxSize = 5;

    public static int Write(Span<byte> output, uint value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            output[length++] = (byte)(value | 0x80);
        output[length++] = (byte)value;
        return length;
    }

    /// <summary>How many bytes a number takes.</summary>
    public static int SizeOf(uint value) => (BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>Numbers near zero, of either sign, as small ones: 0, -1, 1, -2 become 0, 1, 2, 3.</summary>
    public static uint Fold(int value) => (uint)((value << 1) ^ (value >> 31));

    public static int Unfold(uint value) => (int)(value >> 1) ^ -(int)(value & 1);
}
