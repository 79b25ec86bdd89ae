using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Tidemark.Bench.Models;

namespace Tidemark.Bench.HandWritten;

/// <summary>
/// What somebody would write by hand for this one model: numbers of fixed width, strings of one byte a character with their length in
/// front. It knows no references, no inheritance and no other type: the measure for an engine that does.
/// </summary>
public static class HandWriter
{
    public static void Write(Cart cart, IBufferWriter<byte> output)
    {
        WriteFixed(output, cart.Id);
        WriteString(output, cart.Customer);
        WriteString(output, cart.Coupon);
        WriteFixed(output, cart.Created.ToBinary());
        WriteFixed(output, cart.Lines.Count);
        foreach (var line in CollectionsMarshal.AsSpan(cart.Lines))
        {
            WriteString(output, line.Sku);
            WriteString(output, line.Name);
            WriteFixed(output, line.Quantity);
            WriteFixed(output, line.Price);
            WriteFixed(output, line.Gift);
        }
    }

    private static void WriteFixed<T>(IBufferWriter<byte> output, T value) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }

    private static void WriteString(IBufferWriter<byte> output, string? value)
    {
        WriteFixed(output, value?.Length ?? -1);
        if (value is null)
            return;
        output.Advance(Encoding.Latin1.GetBytes(value, output.GetSpan(value.Length)));
    }
}
