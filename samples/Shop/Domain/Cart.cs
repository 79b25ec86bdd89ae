using Shop.Catalogue;

namespace Shop.Domain;

/// <summary>What the shopper wants to buy. A plain class: change it, and the change is in the session.</summary>
public sealed class Cart
{
    public const int MostPerLine = 99;

    public List<CartLine> Lines { get; } = [];

    public Coupon? Coupon { get; set; }

    public string Note { get; set; } = "";

    public int Count => Lines.Sum(line => line.Quantity);

    public decimal Subtotal => Lines.Sum(line => line.Total);

    public decimal Discount => Coupon?.Off(Subtotal) ?? 0;

    public decimal Total => Subtotal - Discount;

    public void Add(Product product, int quantity)
    {
        var line = Find(product.Id);
        if (line is null)
            Lines.Add(new CartLine(this, product, quantity));
        else
            line.Quantity += quantity;
    }

    public CartLine? Find(int productId) => Lines.Find(line => line.ProductId == productId);

    public void Clear()
    {
        Lines.Clear();
        Coupon = null;
        Note = "";
    }
}
