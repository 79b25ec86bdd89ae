using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Graph.Wire;

/// <summary>Long texts whose characters take one byte, 32 characters at a time. What is left is the caller's.</summary>
internal static class NarrowBlocks
{
    /// <summary>Shorter texts are not worth a call.</summary>
    public const int Worth = 64;

    private const int Block = 32;

    /// <summary>Whether the texts are the same.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Same(ref byte narrow, ref ushort wide, int length)
    {
        for (var at = 0; at <= length - Block; at += Block)
        {
            if (!SameBlock(ref narrow, ref wide, at))
                return false;
        }

        return SameBlock(ref narrow, ref wide, length - Block);
    }

    /// <summary>Copies the lower bytes, and gives how many characters were copied; less than 0 if one of them has an upper byte.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Copy(ref ushort wide, ref byte narrow, int length)
    {
        var seen = Vector256<ushort>.Zero;
        var at = 0;
        for (; at <= length - Block; at += Block)
        {
            var (low, high) = (Vector256.LoadUnsafe(ref wide, (nuint)at), Vector256.LoadUnsafe(ref wide, (nuint)at + Block / 2));
            seen |= low | high;
            Vector256.Narrow(low, high).StoreUnsafe(ref narrow, (nuint)at);
        }

        return (seen & Vector256.Create<ushort>(0xFF00)) == Vector256<ushort>.Zero ? at : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SameBlock(ref byte narrow, ref ushort wide, int at)
    {
        var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref narrow, (nuint)at));
        return ((low ^ Vector256.LoadUnsafe(ref wide, (nuint)at)) | (high ^ Vector256.LoadUnsafe(ref wide, (nuint)at + Block / 2)))
            == Vector256<ushort>.Zero;
    }
}
