using System.Globalization;

namespace Tidemark.Bench.Models;

/// <summary>Fills carts, always in the same way.</summary>
public static class Carts
{
    private static readonly string[] Makes = ["Alder", "Brightwater", "Cormorant", "Dunlin", "Eider", "Fulmar", "Gannet"];

    private static readonly string[] Things =
    [
        "enamel mug, 350 ml", "wool blanket", "folding lantern", "oilskin jacket, size L", "pocket knife with cork handle",
        "crème brûlée dishes, set of 4", "tide table and almanac", "waterproof notebook A5", "deck shoes, navy blue", "brass barometer",
        "linen tea towel",
    ];

    public static Cart WithLines(int count) => new()
    {
        Id = new Guid(0x5e55_1045, 0x71de, 0x4a2b, 0x9c, 0x01, 0x22, 0x43, 0x64, 0x85, 0xa6, 0xc7),
        Customer = "Margarethe Lindqvist-Oyelaran",
        Coupon = count % 3 == 0 ? "SPRING-TIDE-15" : null,
        Created = new DateTime(2026, 3, 14, 9, 26, 53, DateTimeKind.Utc),
        Lines = [.. Enumerable.Range(0, count).Select(Line)],
    };

    /// <summary>The same cart, but for one quantity in the middle.</summary>
    public static Cart WithOneChange(int count)
    {
        var cart = WithLines(count);
        cart.Lines[count / 2].Quantity++;
        return cart;
    }

    private static CartLine Line(int at) => new()
    {
        Sku = string.Create(CultureInfo.InvariantCulture, $"TM-{at % 7 + 1}{at % 11:00}-{1000 + at * 37}"),
        Name = $"{Makes[at % Makes.Length]} {Things[at % Things.Length]}",
        Quantity = 1 + at % 4,
        Price = 4.90m + at % 23 * 3.25m,
        Gift = at % 9 == 0,
    };
}
