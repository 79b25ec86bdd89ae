namespace Shop.Shoppers;

/// <summary>Something that went wrong for a shopper.</summary>
internal sealed record Finding(int Shopper, string Step, string Page, int Node, string Expected, string Seen)
{
    public override string ToString() =>
        $"shopper {Shopper}, {Step}, {Page} on app server {Node}: expected {Expected}, saw {Seen}";
}
