namespace Tidemark.Bench.Models;

/// <summary>What a shop keeps in a session.</summary>
public sealed class Cart
{
    public Guid Id { get; set; }

    public string Customer { get; set; } = "";

    public string? Coupon { get; set; }

    public DateTime Created { get; set; }

    public List<CartLine> Lines { get; set; } = [];
}
