using System.Text;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>Where a cluster keeps a key.</summary>
public static class HashSlot
{
    public const int Count = 16384;

    /// <summary>The slot of a key: of what stands between its first braces, if there is anything, else of all of it.</summary>
    public static int Of(string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key).AsSpan();
        var open = bytes.IndexOf((byte)'{');
        var length = open < 0 ? -1 : bytes[(open + 1)..].IndexOf((byte)'}');
        return Crc16(length > 0 ? bytes.Slice(open + 1, length) : bytes) % Count;
    }

    private static int Crc16(ReadOnlySpan<byte> bytes)
    {
        var crc = 0;
        foreach (var value in bytes)
        {
            crc ^= value << 8;
            for (var bit = 0; bit < 8; bit++)
                crc = ((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
        }

        return crc;
    }
}
