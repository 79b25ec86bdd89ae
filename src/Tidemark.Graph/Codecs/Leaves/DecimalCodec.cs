using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidemark.Graph.Codecs.Objects;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>
/// 96 bits of digits, little-endian, then the sign in bit 7 and the scale in bits 0 to 4 of a byte. The scale is part of the value: 1.0 and
/// 1.00 are different bytes.
/// </summary>
internal sealed class DecimalCodec : Codec<decimal>, IElements<decimal>, IContent, IFixedCodec
{
    public const int Size = 13;

    private const int ScaleAt = 12;
    private const int MaxScale = 28;
    private const byte Sign = 0x80;

    public override int MinSize => Size;

    public bool IsContent => true;

    public FixedForm Form { get; } = new DecimalForm();

    public override void Write(ref GraphWriter writer, in decimal value) => Store(ref writer.ReserveFixed(Size), value);

    public override decimal Read(ref GraphReader reader) => Load(ref reader.TakeFixed(Size), ref reader);

    public override bool Same(ref GraphComparer comparer, in decimal value)
    {
        var stored = comparer.Take(Size);
        return stored.Length == Size && SameAt(ref MemoryMarshal.GetReference(stored), ref Unsafe.AsRef(in value));
    }

    public void Write(ref GraphWriter writer, ReadOnlySpan<decimal> values)
    {
        foreach (ref readonly var value in values)
            Write(ref writer, in value);
    }

    public void Read(ref GraphReader reader, Span<decimal> values)
    {
        foreach (ref var value in values)
            value = Read(ref reader);
    }

    public bool Same(ref GraphComparer comparer, ReadOnlySpan<decimal> values)
    {
        Span<byte> bytes = stackalloc byte[Size];
        for (var i = 0; i < values.Length; i++)
        {
            var start = comparer.Position;
            if (Same(ref comparer, in values[i]))
                continue;
            if (!comparer.IsRecording || comparer.Position == start)
                return false;
            Store(ref MemoryMarshal.GetReference(bytes), values[i]);
            comparer.ReplaceElements(start, i, 1, bytes);
        }

        return true;
    }

    public static void Store(ref byte at, decimal value)
    {
        ref readonly var bits = ref Unsafe.As<decimal, Bits>(ref value);
        Unsafe.WriteUnaligned(ref at, bits.Low);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref at, sizeof(ulong)), bits.High);
        Unsafe.Add(ref at, ScaleAt) = bits.SignAndScale;
    }

    public static decimal Load(ref byte at, ref GraphReader reader)
    {
        var last = Unsafe.Add(ref at, ScaleAt);
        if ((last & ~Sign) > MaxScale)
            reader.Refuse("A Decimal has more than 28 digits behind the point");
        var low = Unsafe.ReadUnaligned<ulong>(ref at);
        var high = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref at, sizeof(ulong)));
        return new decimal((int)low, (int)(low >> 32), (int)high, (last & Sign) != 0, (byte)(last & ~Sign));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SameAt(ref byte at, ref decimal value)
    {
        ref readonly var bits = ref Unsafe.As<decimal, Bits>(ref value);
        return Unsafe.ReadUnaligned<ulong>(ref at) == bits.Low
            && Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref at, sizeof(ulong))) == bits.High
            && Unsafe.Add(ref at, ScaleAt) == bits.SignAndScale;
    }

    // As decimal lies in memory.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Bits
    {
        private readonly uint _flags;

        public readonly uint High;
        public readonly ulong Low;

        public byte SignAndScale => (byte)((_flags >> 16) | (_flags >> 24));
    }
}
