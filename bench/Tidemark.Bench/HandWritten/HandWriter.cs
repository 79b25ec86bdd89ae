using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tidemark.Bench.Models;

namespace Tidemark.Bench.HandWritten;

/// <summary>
/// What somebody who cares for speed would write by hand for this one model: numbers of fixed width, strings of one byte a character with
/// their length in front, into one span that is large enough. It knows no references, no inheritance and no other type: the measure for
/// an engine that does.
/// </summary>
public static class HandWriter
{
    public static void Write(Cart cart, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(MaxSize(cart));
        var at = 0;
        WriteFixed(span, ref at, cart.Id);
        WriteString(span, ref at, cart.Customer);
        WriteString(span, ref at, cart.Coupon);
        WriteFixed(span, ref at, cart.Created.ToBinary());
        WriteFixed(span, ref at, cart.Lines.Count);
        foreach (var line in CollectionsMarshal.AsSpan(cart.Lines))
        {
            WriteString(span, ref at, line.Sku);
            WriteString(span, ref at, line.Name);
            WriteFixed(span, ref at, line.Quantity);
            WriteFixed(span, ref at, line.Price);
            WriteFixed(span, ref at, line.Gift);
        }

        output.Advance(at);
    }

    private static int MaxSize(Cart cart)
    {
        var size = 64 + cart.Customer.Length + (cart.Coupon?.Length ?? 0);
        foreach (var line in CollectionsMarshal.AsSpan(cart.Lines))
            size += 32 + line.Sku.Length + line.Name.Length;
        return size;
    }

    private static void WriteFixed<T>(Span<byte> span, ref int at, T value) where T : unmanaged
    {
        MemoryMarshal.Write(span[at..], in value);
        at += Unsafe.SizeOf<T>();
    }

    private static void WriteString(Span<byte> span, ref int at, string? value)
    {
        WriteFixed(span, ref at, value?.Length ?? -1);
        if (value is not null)
            at += Encoding.Latin1.GetBytes(value, span[at..]);
    }
}
