using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tidemark.Bench.Models;

namespace Tidemark.Bench.HandWritten;

/// <summary>Reads what <see cref="HandWriter"/> wrote.</summary>
public static class HandReader
{
    public static Cart Read(ReadOnlySpan<byte> bytes)
    {
        var cart = new Cart
        {
            Id = ReadFixed<Guid>(ref bytes),
            Customer = ReadString(ref bytes)!,
            Coupon = ReadString(ref bytes),
            Created = DateTime.FromBinary(ReadFixed<long>(ref bytes)),
        };
        var count = ReadFixed<int>(ref bytes);
        cart.Lines = new List<CartLine>(count);
        for (var i = 0; i < count; i++)
        {
            cart.Lines.Add(new CartLine
            {
                Sku = ReadString(ref bytes)!,
                Name = ReadString(ref bytes)!,
                Quantity = ReadFixed<int>(ref bytes),
                Price = ReadFixed<decimal>(ref bytes),
                Gift = ReadFixed<bool>(ref bytes),
            });
        }

        return cart;
    }

    private static T ReadFixed<T>(ref ReadOnlySpan<byte> bytes) where T : unmanaged
    {
        var value = MemoryMarshal.Read<T>(bytes);
        bytes = bytes[Unsafe.SizeOf<T>()..];
        return value;
    }

    private static string? ReadString(ref ReadOnlySpan<byte> bytes)
    {
        var length = ReadFixed<int>(ref bytes);
        if (length < 0)
            return null;
        var value = Encoding.Latin1.GetString(bytes[..length]);
        bytes = bytes[length..];
        return value;
    }
}
