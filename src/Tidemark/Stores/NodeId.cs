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
    private const int Size = 16;

    // Drawn from the system some at a time: each draw costs as much as a compare of a small cart.
    [ThreadStatic]
    private static byte[]? _drawn;

    [ThreadStatic]
    private static int _left;

    public static UInt128 Next() => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(Draw());

    /// <summary>Fills at most 16 bytes.</summary>
    public static void Fill(Span<byte> bytes) => Draw()[..bytes.Length].CopyTo(bytes);

    private static ReadOnlySpan<byte> Draw()
    {
        var drawn = _drawn ??= new byte[32 * Size];
        if (_left == 0)
        {
            RandomNumberGenerator.Fill(drawn);
            _left = drawn.Length;
        }

        _left -= Size;
        return drawn.AsSpan(_left, Size);
    }
}
