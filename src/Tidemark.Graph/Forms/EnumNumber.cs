using System.Buffers.Binary;
using System.Collections.Frozen;

namespace Tidemark.Graph.Forms;

/// <summary>The numbers beneath enums, and how the numbers of their members lie in a schema: in as many bytes as a value takes.</summary>
internal static class EnumNumber
{
    private static readonly FrozenDictionary<string, (Type Type, int Size, bool IsSigned)> Known = new (Type Type, int Size, bool IsSigned)[]
    {
        (typeof(sbyte), 1, true), (typeof(byte), 1, false), (typeof(short), 2, true), (typeof(ushort), 2, false), (typeof(int), 4, true),
        (typeof(uint), 4, false), (typeof(long), 8, true), (typeof(ulong), 8, false), (typeof(Int128), 16, true),
    }.ToFrozenDictionary(number => number.Type.FullName!, StringComparer.Ordinal);

    public static bool IsNumber(string name) => Known.ContainsKey(name);

    public static int SizeOf(string name) => Known[name].Size;

    /// <summary>The number as its bytes.</summary>
    public static byte[] Write(string name, Int128 number)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(bytes, number);
        return bytes[..SizeOf(name)];
    }

    public static Int128 Read(string name, ReadOnlySpan<byte> bytes)
    {
        var whole = new byte[16];
        whole.AsSpan().Fill(Known[name].IsSigned && bytes[^1] > sbyte.MaxValue ? byte.MaxValue : (byte)0);
        bytes.CopyTo(whole);
        return BinaryPrimitives.ReadInt128LittleEndian(whole);
    }

    /// <summary>How many bits are set in as many as the number has.</summary>
    public static int BitsIn(string name, Int128 number) => (int)UInt128.PopCount((UInt128)number & (UInt128.MaxValue >> (128 - (8 * SizeOf(name)))));
}
