using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Tidemark.Graph.Wire;

/// <summary>
/// How a string is written: a variable-length number, then the characters.
/// <code>
/// 0              null
/// 2 * length + 1 one byte a character (all of them are Latin-1)
/// 2 * length + 2 two bytes a character (UTF-16, lone surrogates included)
/// </code>
/// </summary>
internal static class StringForm
{
    private const int MaxLength = int.MaxValue / 2 - 2;

    public static void Write(ref GraphWriter writer, string? value)
    {
        if (value is null)
        {
            writer.WriteByte(0);
            return;
        }

        if (value.Length > MaxLength)
            throw new GraphException($"A string of {value.Length} characters is too long; the most is {MaxLength}.");

        var start = writer.Length;
        writer.WriteVarint((uint)value.Length * 2 + 1);
        if (TryNarrow(value, writer.Reserve(value.Length)))
            return;
        writer.TruncateTo(start);
        writer.WriteVarint((uint)value.Length * 2 + 2);
        writer.WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    public static string? Read(ref GraphReader reader)
    {
        var head = reader.ReadVarint();
        if (head == 0)
            return null;
        var length = (head - 1) / 2;
        if (length > MaxLength)
            reader.Refuse("A string is too long");
        return (head & 1) != 0
            ? Encoding.Latin1.GetString(reader.ReadBytes((int)length))
            : new string(MemoryMarshal.Cast<byte, char>(reader.ReadBytes((int)length * sizeof(char))));
    }

    /// <summary>Moves the walk only if the string is the same.</summary>
    public static bool Same(ref GraphComparer comparer, string? value)
    {
        if (value is null)
            return comparer.SameByte(0);
        var start = comparer.Position;
        if (comparer.SameVarint((uint)value.Length * 2 + 1))
        {
            var narrow = comparer.Take(value.Length);
            if (narrow.Length == value.Length && SameNarrow(narrow, value))
                return true;
            comparer.Position = start;
            return false;
        }

        comparer.Position = start;
        if (comparer.SameVarint((uint)value.Length * 2 + 2) && comparer.SameBytes(MemoryMarshal.AsBytes(value.AsSpan())))
            return true;
        comparer.Position = start;
        return false;
    }

    /// <summary>Passes a string of the baseline; false if the bytes are damaged.</summary>
    public static bool TryPass(ref GraphComparer comparer)
    {
        if (!comparer.TryTakeVarint(out var head))
            return false;
        var length = head == 0 ? 0 : (head - 1) / 2 * ((head & 1) != 0 ? 1L : 2L);
        return length <= int.MaxValue && comparer.Take((int)length).Length == length;
    }

    // Looks and copies in one pass: most strings are narrow, and most are short.
    private static bool TryNarrow(ReadOnlySpan<char> characters, Span<byte> bytes)
    {
        ref var wide = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(characters));
        ref var narrow = ref MemoryMarshal.GetReference(bytes);
        var length = characters.Length;
        var at = 0;
        var seen = Vector128<ushort>.Zero;
        for (; at <= length - Vector128<ushort>.Count; at += Vector128<ushort>.Count)
        {
            var eight = Vector128.LoadUnsafe(ref wide, (nuint)at);
            seen |= eight;
            Vector128.Narrow(eight, eight).GetLower().StoreUnsafe(ref narrow, (nuint)at);
        }

        uint rest = 0;
        for (; at < length; at++)
        {
            uint one = Unsafe.Add(ref wide, at);
            rest |= one;
            Unsafe.Add(ref narrow, at) = (byte)one;
        }

        return rest <= byte.MaxValue && (seen & Vector128.Create<ushort>(0xFF00)) == Vector128<ushort>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SameNarrow(ReadOnlySpan<byte> bytes, ReadOnlySpan<char> characters)
    {
        ref var narrow = ref MemoryMarshal.GetReference(bytes);
        ref var wide = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(characters));
        var length = bytes.Length;
        if (length < Vector64<byte>.Count)
        {
            for (var i = 0; i < length; i++)
            {
                if (Unsafe.Add(ref narrow, i) != Unsafe.Add(ref wide, i))
                    return false;
            }

            return true;
        }

        var at = 0;
        if (length >= Vector128<byte>.Count)
        {
            for (; at <= length - Vector128<byte>.Count; at += Vector128<byte>.Count)
            {
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref narrow, (nuint)at));
                if (low != Vector128.LoadUnsafe(ref wide, (nuint)at) || high != Vector128.LoadUnsafe(ref wide, (nuint)at + 8))
                    return false;
            }

            if (at == length)
                return true;
        }

        // The last 8 characters once more, or for the first time: shorter than a loop over the rest.
        if (length - at > Vector64<byte>.Count && !SameEight(ref narrow, ref wide, at))
            return false;
        return SameEight(ref narrow, ref wide, length - Vector64<byte>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SameEight(ref byte narrow, ref ushort wide, int at)
    {
        var eight = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref narrow, at))).AsByte();
        return Vector128.WidenLower(eight) == Vector128.LoadUnsafe(ref wide, (nuint)at);
    }
}
