namespace Shop.Checkout;

public sealed class GiftWrapping
{
    public WrappingPaper Paper { get; set; }

    public string Message { get; set; } = "";

    public decimal Price => Paper == WrappingPaper.None ? 0 : 2.5m;
}

public enum WrappingPaper
{
    None,
    Waves,
    Stripes,
    Kraft,
}
