using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Tidemark.Bench.HandWritten;

/// <summary>The forms of the hand-written code: numbers of fixed width, strings of one byte a character with their length in front.</summary>
internal static class HandBytes
{
    public static void WriteFixed<T>(this IBufferWriter<byte> output, T value) where T : unmanaged =>
        output.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public static void WriteString(this IBufferWriter<byte> output, string? value)
    {
        output.WriteFixed(value?.Length ?? -1);
        if (value is not null)
            output.Write(Encoding.Latin1.GetBytes(value));
    }

    /// <summary>Text whose characters may take two bytes.</summary>
    public static void WriteWide(this IBufferWriter<byte> output, string value)
    {
        output.WriteFixed(value.Length);
        output.Write(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    public static bool SameFixed<T>(T value, ref ReadOnlySpan<byte> bytes) where T : unmanaged, IEquatable<T>
    {
        if (bytes.Length < Unsafe.SizeOf<T>() || !MemoryMarshal.Read<T>(bytes).Equals(value))
            return false;
        bytes = bytes[Unsafe.SizeOf<T>()..];
        return true;
    }

    public static bool SameString(string? value, ref ReadOnlySpan<byte> bytes)
    {
        if (!SameFixed(value?.Length ?? -1, ref bytes))
            return false;
        if (value is null)
            return true;
        var narrow = bytes[..value.Length];
        bytes = bytes[value.Length..];
        return Ascii.Equals(narrow, value) || SameBeyondAscii(narrow, value);
    }

    public static bool SameWide(string value, ref ReadOnlySpan<byte> bytes)
    {
        var wide = MemoryMarshal.AsBytes(value.AsSpan());
        if (!SameFixed(value.Length, ref bytes) || !bytes.StartsWith(wide))
            return false;
        bytes = bytes[wide.Length..];
        return true;
    }

    private static bool SameBeyondAscii(ReadOnlySpan<byte> narrow, string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (narrow[i] != value[i])
                return false;
        }

        return true;
    }
}
