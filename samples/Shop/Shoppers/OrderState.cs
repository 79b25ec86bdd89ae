using Shop.Domain;

namespace Shop.Shoppers;

internal sealed record OrderState(int Items, decimal Total, string Recipient, string Payment)
{
    public void AddFacts(SortedDictionary<string, string> facts, int number)
    {
        facts[$"order.{number}.lines"] = $"{Items}";
        facts[$"order.{number}.total"] = Total.Price();
        facts[$"order.{number}.recipient"] = Recipient;
        facts[$"order.{number}.payment"] = Payment;
    }
}
