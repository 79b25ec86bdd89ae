using Shop.Catalogue;

namespace Shop.Domain;

/// <summary>One product in the cart, at the price it had when it was put there. It knows its cart: the graph has a cycle.</summary>
public sealed class CartLine
{
    private readonly Cart _cart;
    private int _quantity;

    public CartLine(Cart cart, Product product, int quantity)
    {
        _cart = cart;
        ProductId = product.Id;
        Name = product.Name;
        UnitPrice = product.Price;
        Quantity = quantity;
    }

    public int ProductId { get; }

    public string Name { get; }

    public decimal UnitPrice { get; }

    public int Quantity
    {
        get => _quantity;
        set => _quantity = Math.Clamp(value, 1, Cart.MostPerLine);
    }

    public decimal Total => UnitPrice * Quantity;

    public void Remove() => _cart.Lines.Remove(this);
}
