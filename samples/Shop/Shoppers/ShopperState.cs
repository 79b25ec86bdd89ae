using System.Collections.Immutable;
using Shop.Catalogue;
using Shop.Domain;

namespace Shop.Shoppers;

/// <summary>What a shopper knows its session must hold: a value, written down independently of the shop's own classes.</summary>
internal sealed record ShopperState(ProductCatalogue Catalogue)
{
    public ImmutableSortedDictionary<int, int> Lines { get; init; } = ImmutableSortedDictionary<int, int>.Empty;

    public string? Coupon { get; init; }

    public string Note { get; init; } = "";

    public ImmutableList<int> Recent { get; init; } = [];

    public string? Visitor { get; init; }

    public CheckoutState? Checkout { get; init; }

    public ImmutableList<OrderState> Orders { get; init; } = [];

    public GiftsState Gifts { get; init; } = new();

    public decimal Subtotal => Lines.Sum(line => Catalogue.Find(line.Key)!.Price * line.Value);

    public decimal Total => Subtotal - Coupon switch
    {
        "TIDE10" => decimal.Round(Subtotal / 10, 2),
        "HARBOUR5" when Subtotal >= 25 => 5,
        _ => 0,
    };

    public ShopperState View(int product) => this with
    {
        Recent = [.. Recent.Remove(product).Insert(0, product).Take(RecentlyViewed.Most)],
    };

    public ShopperState Add(int product, int quantity) => SetQuantity(product, Lines.GetValueOrDefault(product) + quantity);

    public ShopperState SetQuantity(int product, int quantity) => this with
    {
        Lines = Lines.SetItem(product, Math.Min(quantity, Cart.MostPerLine)),
    };

    public ShopperState Remove(int product) => this with { Lines = Lines.Remove(product) };

    public ShopperState OpenCheckout(string step) => this with { Checkout = (Checkout ?? new CheckoutState()).Open(step, Lines) };

    public ShopperState PlaceOrder() => this with
    {
        Orders = Orders.Add(new OrderState(Lines.Values.Sum(), Total + Checkout!.WrappingCost, Checkout.Name, Checkout.PaymentDescription)),
        Lines = Lines.Clear(),
        Coupon = null,
        Note = "",
        Checkout = null,
    };

    /// <summary>All that pages may show of it, by the names that they use.</summary>
    public SortedDictionary<string, string> Facts()
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["cart.count"] = $"{Lines.Values.Sum()}",
            ["cart.subtotal"] = Subtotal.Price(),
            ["cart.total"] = Total.Price(),
            ["cart.note"] = Note,
        };
        if (Coupon is not null)
            facts["cart.coupon"] = Coupon;
        if (Visitor is not null)
            facts["visitor"] = Visitor;
        foreach (var (product, quantity) in Lines)
        {
            facts[$"cart.line.{product}.quantity"] = $"{quantity}";
            facts[$"cart.line.{product}.total"] = (Catalogue.Find(product)!.Price * quantity).Price();
        }
        foreach (var (place, product) in Recent.Index())
            facts[$"recent.{place}"] = $"{product}";
        foreach (var (place, order) in Orders.Index())
            order.AddFacts(facts, place + 1);
        Gifts.AddFacts(facts);
        (Checkout ?? new CheckoutState()).AddFacts(facts, this);
        return facts;
    }
}
