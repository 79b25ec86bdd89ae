using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidemark.Graph.Wire;

/// <summary>Compares by bits, not by value: what encode would write differently is different (0.0 and -0.0, two NaNs).</summary>
internal static class Bits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Same<T>(ref byte at, T value) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1)
            return at == Unsafe.As<T, byte>(ref value);
        if (Unsafe.SizeOf<T>() == 2)
            return Unsafe.ReadUnaligned<ushort>(ref at) == Unsafe.As<T, ushort>(ref value);
        if (Unsafe.SizeOf<T>() == 4)
            return Unsafe.ReadUnaligned<uint>(ref at) == Unsafe.As<T, uint>(ref value);
        if (Unsafe.SizeOf<T>() == 8)
            return Unsafe.ReadUnaligned<ulong>(ref at) == Unsafe.As<T, ulong>(ref value);
        return MemoryMarshal.CreateReadOnlySpan(ref at, Unsafe.SizeOf<T>())
            .SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value)));
    }
}
