namespace Tidemark.Bench.Models;

public sealed class CartLine
{
    public string Sku { get; set; } = "";

    public string Name { get; set; } = "";

    public int Quantity { get; set; }

    public decimal Price { get; set; }

    public bool Gift { get; set; }
}
