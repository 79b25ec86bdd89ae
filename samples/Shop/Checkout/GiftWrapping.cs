namespace Shop.Checkout;

public sealed class GiftWrapping
{
    public const decimal Cost = 2.5m;

    public WrappingPaper Paper { get; set; }

    public string Message { get; set; } = "";
}

public enum WrappingPaper
{
    None,
    Waves,
    Stripes,
    Kraft,
}
