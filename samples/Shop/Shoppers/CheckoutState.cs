using System.Collections.Immutable;
using Shop.Domain;

namespace Shop.Shoppers;

internal sealed record CheckoutState
{
    public string Step { get; init; } = "Address";

    public string Name { get; init; } = "";

    public string Street { get; init; } = "";

    public string PostCode { get; init; } = "";

    public string City { get; init; } = "";

    public string Slot { get; init; } = "";

    public ImmutableSortedDictionary<int, (string Paper, string Message)> Wrappings { get; init; } =
        ImmutableSortedDictionary<int, (string Paper, string Message)>.Empty;

    public string Kind { get; init; } = "";

    public string Holder { get; init; } = "";

    public string LastDigits { get; init; } = "";

    public string Company { get; init; } = "";

    public decimal WrappingCost => 2.5m * Wrappings.Count;

    public string PaymentDescription => Kind switch
    {
        "card" => $"Card of {Holder}, ending in {LastDigits}",
        "invoice" => $"Invoice to {Company}",
        _ => "Cash on delivery",
    };

    /// <summary>Opening a step leads to the first one that is not complete, and drops the wrapping of lines that are gone.</summary>
    public CheckoutState Open(string step, ImmutableSortedDictionary<int, int> lines) => this with
    {
        Step = step switch
        {
            not "Address" when Name is "" => "Address",
            "Payment" or "Review" when Slot is "" => "Delivery",
            "Review" when Kind is "" => "Payment",
            _ => step,
        },
        Wrappings = Wrappings.RemoveRange(Wrappings.Keys.Where(product => !lines.ContainsKey(product))),
    };

    public void AddFacts(SortedDictionary<string, string> facts, ShopperState shopper)
    {
        facts["checkout.step"] = Step;
        facts["checkout.name"] = Name;
        facts["checkout.street"] = Street;
        facts["checkout.code"] = PostCode;
        facts["checkout.city"] = City;
        facts["checkout.slot"] = Slot;
        facts["checkout.kind"] = Kind;
        facts["checkout.holder"] = Holder;
        facts["checkout.company"] = Company;
        facts["checkout.payment"] = PaymentDescription;
        facts["checkout.total"] = (shopper.Total + WrappingCost).Price();
        foreach (var product in shopper.Lines.Keys)
        {
            var (paper, message) = Wrappings.GetValueOrDefault(product, ("None", ""));
            facts[$"checkout.paper.{product}"] = paper;
            facts[$"checkout.message.{product}"] = message;
        }
    }
}
