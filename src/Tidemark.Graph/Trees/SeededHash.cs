using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tidemark.Graph.Trees;

/// <summary>Hashes of 64 bits, keyed by a secret of the process: whoever chooses the bytes cannot make them collide.</summary>
internal static class SeededHash
{
    private static readonly ulong[] Secret = MemoryMarshal.Cast<byte, ulong>(RandomNumberGenerator.GetBytes(3 * sizeof(ulong))).ToArray();

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Secret[2] ^ (ulong)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            hash = Combine(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        Span<byte> rest = stackalloc byte[sizeof(ulong)];
        bytes.CopyTo(rest);
        return Combine(hash, BinaryPrimitives.ReadUInt64LittleEndian(rest));
    }

    public static ulong Of(ReadOnlySpan<char> text) => Of(MemoryMarshal.AsBytes(text));

    /// <summary>The hash of the first, then the second.</summary>
    public static ulong Combine(ulong first, ulong second)
    {
        var high = Math.BigMul(first ^ Secret[0], second ^ Secret[1], out var low);
        return high ^ low;
    }

    /// <summary>What a hash adds to the sum that stands for many without order.</summary>
    public static ulong Share(ulong hash) => Combine(hash, Secret[2]);
}
