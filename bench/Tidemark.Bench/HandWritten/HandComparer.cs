using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tidemark.Bench.Models;

namespace Tidemark.Bench.HandWritten;

/// <summary>Compares a cart with what <see cref="HandWriter"/> wrote of it, or with a clone. Allocates nothing.</summary>
public static class HandComparer
{
    public static bool IsSame(Cart cart, ReadOnlySpan<byte> bytes)
    {
        if (!SameFixed(cart.Id, ref bytes) || !SameString(cart.Customer, ref bytes) || !SameString(cart.Coupon, ref bytes)
            || !SameFixed(cart.Created.ToBinary(), ref bytes) || !SameFixed(cart.Lines.Count, ref bytes))
        {
            return false;
        }

        foreach (var line in CollectionsMarshal.AsSpan(cart.Lines))
        {
            if (!SameString(line.Sku, ref bytes) || !SameString(line.Name, ref bytes) || !SameFixed(line.Quantity, ref bytes)
                || !SameFixed(line.Price, ref bytes) || !SameFixed(line.Gift, ref bytes))
            {
                return false;
            }
        }

        return bytes.IsEmpty;
    }

    public static bool IsSame(Cart cart, Cart clone)
    {
        if (cart.Id != clone.Id || cart.Customer != clone.Customer || cart.Coupon != clone.Coupon || cart.Created != clone.Created
            || cart.Lines.Count != clone.Lines.Count)
        {
            return false;
        }

        for (var i = 0; i < cart.Lines.Count; i++)
        {
            var (one, other) = (cart.Lines[i], clone.Lines[i]);
            if (one.Sku != other.Sku || one.Name != other.Name || one.Quantity != other.Quantity || one.Price != other.Price
                || one.Gift != other.Gift)
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameFixed<T>(T value, ref ReadOnlySpan<byte> bytes) where T : unmanaged, IEquatable<T>
    {
        if (bytes.Length < Unsafe.SizeOf<T>() || !MemoryMarshal.Read<T>(bytes).Equals(value))
            return false;
        bytes = bytes[Unsafe.SizeOf<T>()..];
        return true;
    }

    private static bool SameString(string? value, ref ReadOnlySpan<byte> bytes)
    {
        if (!SameFixed(value?.Length ?? -1, ref bytes))
            return false;
        if (value is null)
            return true;
        var narrow = bytes[..value.Length];
        bytes = bytes[value.Length..];
        return Ascii.Equals(narrow, value) || SameBeyondAscii(narrow, value);
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
