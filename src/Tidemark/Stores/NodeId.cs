using System.Security.Cryptography;

namespace Tidemark.Stores;

/// <summary>One app-server process. New at every start, so that a restarted process never passes for its former self.</summary>
/// <param name="Value">128 random bits.</param>
public readonly record struct NodeId(UInt128 Value)
{
    /// <summary>Makes a new node id.</summary>
    public static NodeId New() => new(Random128.Next());

    /// <summary>The id as 32 hexadecimal digits. It is no secret.</summary>
    public override string ToString() => Value.ToString("x32");
}

internal static class Random128
{
    public static UInt128 Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
