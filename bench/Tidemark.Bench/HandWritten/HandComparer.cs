using System.Runtime.InteropServices;
using Tidemark.Bench.Models;
using static Tidemark.Bench.HandWritten.HandBytes;

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
}
