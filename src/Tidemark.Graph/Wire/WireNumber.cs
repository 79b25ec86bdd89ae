namespace Tidemark.Graph.Wire;

/// <summary>A variable-length number where damaged bytes are an answer, not an error: 7 bits a byte, the lowest first.</summary>
internal static class WireNumber
{
    private const int MostBits = 35;

    public static bool TryRead(ReadOnlySpan<byte> bytes, out uint value, out int size)
    {
        (value, size) = (0, 0);
        for (var shift = 0; shift < MostBits && size < bytes.Length; shift += 7)
        {
            uint next = bytes[size++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
                return true;
        }

        return false;
    }
}
