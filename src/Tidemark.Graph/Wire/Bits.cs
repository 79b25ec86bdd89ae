using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidemark.Graph.Wire;

/// <summary>Compares by bits, not by value: what encode would write differently is different (0.0 and -0.0, two NaNs).</summary>
internal static class Bits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Same<T>(ref byte at, T value) where T : unmanaged => SameAt(ref at, ref value);

    /// <summary>As <see cref="Same{T}"/>, without a copy of the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SameAt<T>(ref byte at, ref T value) where T : unmanaged
    {
        ref var live = ref Unsafe.As<T, byte>(ref value);
        return Unsafe.SizeOf<T>() switch
        {
            1 => at == live,
            2 => Load<ushort>(ref at, 0) == Load<ushort>(ref live, 0),
            4 => Load<uint>(ref at, 0) == Load<uint>(ref live, 0),
            8 => Load<ulong>(ref at, 0) == Load<ulong>(ref live, 0),
            16 => ((Load<ulong>(ref at, 0) ^ Load<ulong>(ref live, 0)) | (Load<ulong>(ref at, 8) ^ Load<ulong>(ref live, 8))) == 0,
            _ => MemoryMarshal.CreateReadOnlySpan(ref at, Unsafe.SizeOf<T>())
                .SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref live, Unsafe.SizeOf<T>())),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWord Load<TWord>(ref byte at, int offset) where TWord : unmanaged =>
        Unsafe.ReadUnaligned<TWord>(ref Unsafe.Add(ref at, offset));
}
