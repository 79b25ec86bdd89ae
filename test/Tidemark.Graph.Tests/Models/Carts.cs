namespace Tidemark.Graph.Tests.Models;

public sealed class Cart
{
    public string Customer { get; set; } = "";

    public string? Coupon { get; set; }

    public List<CartLine> Lines { get; } = [];

    public static Cart WithLines(int count)
    {
        var cart = new Cart { Customer = "customer 17" };
        for (var i = 0; i < count; i++)
            cart.Lines.Add(new CartLine { Sku = $"SKU-{i:0000}", Quantity = i + 1, Price = 9.95m * (i + 1), IsGift = i % 3 == 0 });
        return cart;
    }
}

public sealed class CartLine
{
    public string Sku { get; set; } = "";

    public int Quantity { get; set; }

    public decimal Price { get; set; }

    public bool IsGift { get; set; }
}

public sealed class LinkedNode(int number)
{
    public int Number = number;
    public LinkedNode? Next;
    public LinkedNode? Previous;
}
