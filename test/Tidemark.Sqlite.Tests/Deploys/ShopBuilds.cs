using Tidemark.Graph;

namespace Tidemark.Sqlite.Tests.Deploys;

/// <summary>The shop's model as it was deployed first.</summary>
public static class Old
{
    public static readonly SessionKey<Cart> CartKey = new("cart");
    public static readonly SessionKey<Taste> TasteKey = new("taste");
    public static readonly SessionKey<Rank> RankKey = new("rank");

    [SessionName("Shop.Cart")]
    public sealed class Cart
    {
        public string Customer { get; set; } = "";

        public List<Line> Lines { get; set; } = [];

        public int Steps { get; set; }

        public Line? Favourite { get; set; }

        public Price Total { get; set; }

        public string? Referrer { get; set; }
    }

    [SessionName("Shop.CartLine")]
    public sealed class Line
    {
        public string Sku { get; set; } = "";

        public int Qty { get; set; }

        public string? Remark { get; set; }
    }

    [SessionName("Shop.Price")]
    public struct Price
    {
        public decimal Amount { get; set; }
    }

    [SessionName("Shop.Taste")]
    public sealed record Taste(string Theme, string? Sound);

    [SessionName("Shop.Rank")]
    public sealed class Rank
    {
        public string Grade { get; set; } = "";
    }
}

/// <summary>The shop's model after a deploy: members came, went, changed their names, their types and their order.</summary>
public static class New
{
    public static readonly SessionKey<Cart> CartKey = new("cart");
    public static readonly SessionKey<Taste> TasteKey = new("taste");
    public static readonly SessionKey<Rank> RankKey = new("rank");

    [SessionName("Shop.Cart")]
    public sealed class Cart
    {
        public long Steps { get; set; }

        public List<Line> Lines { get; set; } = [];

        public string Customer { get; set; } = "";

        public Price Total { get; set; }

        public Line? Favourite { get; set; }

        public string? Coupon { get; set; }
    }

    [SessionName("Shop.CartLine")]
    public sealed class Line
    {
        [SessionName("Qty")]
        public int Quantity { get; set; }

        public decimal Discount { get; set; }

        public Cart? Owner { get; set; }

        public string Sku { get; set; } = "";
    }

    [SessionName("Shop.Price")]
    public struct Price
    {
        public decimal Amount { get; set; }

        public string? Currency { get; set; }
    }

    [SessionName("Shop.Taste")]
    public sealed record Taste(string Theme, string? Font);

    [SessionName("Shop.Rank")]
    public sealed class Rank
    {
        public List<int> Grade { get; set; } = [];
    }
}
