namespace Tidemark.Tests.Sessions;

internal static class Keys
{
    public static readonly SessionKey<Cart> Cart = new("cart");
    public static readonly SessionKey<string> Name = new("name");
    public static readonly SessionKey<Wizard> Wizard = new("wizard");
    public static readonly SessionKey<int> Count = new("count");
    public static readonly SessionKey<byte[]> Blob = new("blob");
}

internal sealed class Cart
{
    public List<Line> Lines { get; } = [];

    public static Cart OfThree() => new() { Lines = { new("apple", 1), new("pear", 2), new("plum", 3) } };
}

internal sealed class Line(string product, int quantity)
{
    public string Product { get; } = product;

    public int Quantity { get; set; } = quantity;
}

internal sealed class Wizard
{
    public int Step { get; set; }

    public Wizard? Before { get; set; }
}
