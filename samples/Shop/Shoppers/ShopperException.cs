namespace Shop.Shoppers;

/// <summary>A shopper met something other than what its own state and the shop's pages promise.</summary>
internal sealed class ShopperException(string expected, string seen) : Exception($"expected {expected}, saw {seen}")
{
    public string Expected => expected;

    public string Seen => seen;
}
