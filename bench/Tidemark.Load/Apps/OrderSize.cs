using Tidemark.Bench.Models;

namespace Tidemark.Load.Apps;

/// <summary>How much a session holds: some attributes, each a cart of some lines.</summary>
internal sealed record OrderSize(string Name, int Attributes, int Lines)
{
    public static readonly OrderSize Small = new("small", 3, 10);
    public static readonly OrderSize Large = new("large", 5, 200);

    public static OrderSize Of(string name) => name == Large.Name ? Large : Small;

    /// <summary>The names of the attributes.</summary>
    public string[] Names { get; } = [.. Enumerable.Range(0, Attributes).Select(number => $"cart {number}")];

    /// <summary>What the quantities of a new session add up to.</summary>
    public int FirstSum => Attributes * Sum(NewCart());

    public Cart NewCart() => Carts.WithLines(Lines);

    public static int Sum(Cart cart)
    {
        var sum = 0;
        foreach (var line in cart.Lines)
            sum += line.Quantity;
        return sum;
    }
}
