using Tidemark.Bench.Models;

namespace Tidemark.Bench.Leases;

internal static class Keys
{
    public static readonly SessionKey<Cart> Cart = new("cart");

    public static SessionKey<Tally> Tally(int number) => new($"tally {number}");
}

internal sealed class Tally
{
    public int Value { get; set; }
}
