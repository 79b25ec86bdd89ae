using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Graph.Wire;

/// <summary>Long texts whose characters take one byte, 32 characters at a time. What is left is the caller's.</summary>
internal static class NarrowBlocks
{
    /// <summary>Shorter texts are not worth a call.</summary>
    public const int Worth = 64;

    private const int Block = 32;

    /// <summary>How many characters were compared, or less than 0 if they differ.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Compare(ref byte narrow, ref ushort wide, int length)
    {
        var at = 0;
        for (; at <= length - Block; at += Block)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref narrow, (nuint)at));
            var differs = (low ^ Vector256.LoadUnsafe(ref wide, (nuint)at)) | (high ^ Vector256.LoadUnsafe(ref wide, (nuint)at + Block / 2));
            if (differs != Vector256<ushort>.Zero)
                return -1;
        }

        return at;
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
}
