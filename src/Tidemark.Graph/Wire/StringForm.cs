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

    // The heads of shorter ones are one byte.
    private const int ShortLength = 64;

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

    /// <summary>Passes a string without making it.</summary>
    public static void Skip(ref GraphReader reader)
    {
        var size = SizeOf(reader.ReadVarint());
        if (size > int.MaxValue)
            reader.Refuse("A string is too long");
        reader.ReadBytes((int)size);
    }

    /// <summary>Where the string ends, if that is what the bytes hold at the position; else less than 0.</summary>
    /// <param name="origin">The first of the bytes.</param>
    /// <param name="position">Where the string begins.</param>
    /// <param name="end">How many bytes there are.</param>
    /// <param name="value">The live string.</param>
    public static int Pass(ref byte origin, int position, int end, string? value)
    {
        if ((uint)position >= (uint)end)
            return -1;
        if (value is null)
            return Unsafe.Add(ref origin, position) == 0 ? position + 1 : -1;
        var length = value.Length;
        if (length >= ShortLength || Unsafe.Add(ref origin, position) != length * 2 + 1)
            return PassLong(ref origin, position, end, value);
        position++;
        return end - position >= length && SameNarrow(ref Unsafe.Add(ref origin, position), ref Wide(value), length) ? position + length : -1;
    }

    /// <summary>Passes a string of the baseline; false if the bytes are damaged.</summary>
    public static bool TryPass(ref GraphComparer comparer)
    {
        if (!comparer.TryTakeVarint(out var head))
            return false;
        var size = SizeOf(head);
        return size <= int.MaxValue && comparer.Take((int)size).Length == size;
    }

    private static long SizeOf(uint head) => head == 0 ? 0 : (head - 1) / 2 * ((head & 1) != 0 ? 1L : 2L);

    // Looks and copies in one pass: most strings are narrow, and most are short.
    private static bool TryNarrow(ReadOnlySpan<char> characters, Span<byte> bytes)
    {
        ref var wide = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(characters));
        ref var narrow = ref MemoryMarshal.GetReference(bytes);
        var length = characters.Length;
        var at = length >= NarrowBlocks.Worth ? NarrowBlocks.Copy(ref wide, ref narrow, length) : 0;
        if (at < 0)
            return false;
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

    private static int PassLong(ref byte origin, int position, int end, string value)
    {
        var bytes = MemoryMarshal.CreateReadOnlySpan(ref origin, end)[position..];
        if (!WireNumber.TryRead(bytes, out var head, out var size) || (head - 1) / 2 != value.Length || head == 0)
            return -1;
        var rest = bytes[size..];
        if ((head & 1) != 0)
        {
            return rest.Length >= value.Length && SameNarrow(ref MemoryMarshal.GetReference(rest), ref Wide(value), value.Length)
                ? position + size + value.Length
                : -1;
        }

        var wide = MemoryMarshal.AsBytes(value.AsSpan());
        return rest.StartsWith(wide) ? position + size + wide.Length : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ushort Wide(string value) => ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(value.AsSpan()));

    // Two blocks that overlap, or four, in place of a loop and its rest: how a text ends is hard to foretell.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SameNarrow(ref byte narrow, ref ushort wide, int length)
    {
        if (length >= 16)
        {
            var last = length - 16;
            if (length <= 32)
                return (DifferIn16(ref narrow, ref wide, 0) | DifferIn16(ref narrow, ref wide, last)) == Vector256<ushort>.Zero;
            return length >= NarrowBlocks.Worth
                ? NarrowBlocks.Same(ref narrow, ref wide, length)
                : (DifferIn16(ref narrow, ref wide, 0) | DifferIn16(ref narrow, ref wide, 16)
                    | DifferIn16(ref narrow, ref wide, last - 16) | DifferIn16(ref narrow, ref wide, last)) == Vector256<ushort>.Zero;
        }

        if (length >= 8)
            return (DifferIn8(ref narrow, ref wide, 0) | DifferIn8(ref narrow, ref wide, length - 8)) == Vector128<ushort>.Zero;
        for (var i = 0; i < length; i++)
        {
            if (Unsafe.Add(ref narrow, i) != Unsafe.Add(ref wide, i))
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> DifferIn16(ref byte narrow, ref ushort wide, int at) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(ref narrow, (nuint)at).ToVector256Unsafe()) ^ Vector256.LoadUnsafe(ref wide, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> DifferIn8(ref byte narrow, ref ushort wide, int at)
    {
        var eight = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref narrow, at))).AsByte();
        return Vector128.WidenLower(eight) ^ Vector128.LoadUnsafe(ref wide, (nuint)at);
    }
}
