namespace Shop.Shoppers;

/// <summary>A shopper that saw a wrong page stops: what it expects from then on means nothing. The finding is in the tally.</summary>
internal sealed class ShopperGaveUpException : Exception;
