namespace Tidemark.Graph.Tests.Schemas;

/// <summary>A shop as it was deployed first.</summary>
public static class First
{
    [SessionName("Shop.Cart")]
    public sealed class Cart
    {
        public string Customer { get; set; } = "";

        public List<Line> Lines { get; set; } = [];

        public int Version { get; set; }

        public Line? Favourite { get; set; }

        public Dictionary<string, Line> ByName { get; set; } = [];

        public Price Total { get; set; }

        public List<Note> Notes { get; set; } = [];

        public Payment? Payment { get; set; }
    }

    [SessionName("Shop.Line")]
    public sealed class Line
    {
        public string Sku { get; set; } = "";

        public int Qty { get; set; }

        public State State { get; set; }
    }

    [SessionName("Shop.State")]
    public enum State
    {
        Open,
        Paid,
        Gone,
    }

    [SessionName("Shop.Price")]
    public struct Price
    {
        public decimal Amount { get; set; }
    }

    [SessionName("Shop.Note")]
    public sealed record Note(string Text);

    [SessionName("Shop.Payment")]
    [SessionDerivedType(typeof(Card))]
    public abstract class Payment
    {
        public bool IsPaid { get; set; }
    }

    [SessionName("Shop.Card")]
    public sealed class Card : Payment
    {
        public string Digits { get; set; } = "";
    }
}

/// <summary>The shop after a deploy: members added, renamed, reordered and retyped.</summary>
public static class Second
{
    [SessionName("Shop.Cart")]
    public sealed class Cart
    {
        public Dictionary<string, Line> ByName { get; set; } = [];

        public List<Line> Lines { get; set; } = [];

        public string Customer { get; set; } = "";

        public Price Total { get; set; }

        public Line? Favourite { get; set; }

        public long Version { get; set; }

        public string? Coupon { get; set; }

        public List<string> Tags { get; set; } = ["new"];

        public int Limit { get; set; } = 5;

        public List<Line>? Gifts { get; set; }

        public List<Note> Notes { get; set; } = [];

        public Payment? Payment { get; set; }
    }

    [SessionName("Shop.Line")]
    public sealed class Line
    {
        [SessionName("Qty")]
        public int Quantity { get; set; }

        public string Sku { get; set; } = "";

        public decimal Discount { get; set; }

        public Cart? Owner { get; set; }

        public Origin? Origin { get; set; }

        public State State { get; set; } = State.Open;

        public State Before { get; set; }
    }

    [SessionName("Shop.State")]
    public enum State
    {
        Submitted,
        Gone,
        Open,
        Paid,
    }

    [SessionName("Shop.Price")]
    public struct Price
    {
        public decimal Amount { get; set; }

        public string? Currency { get; set; }
    }

    [SessionName("Shop.Note")]
    public sealed record Note(string Text, int Stars);

    [SessionName("Shop.Origin")]
    public sealed record Origin(string Country, DayOfWeek Shipped);

    [SessionName("Shop.Payment")]
    [SessionDerivedType(typeof(Card))]
    public abstract class Payment
    {
        public bool IsPaid { get; set; }

        public DateOnly? Due { get; set; }
    }

    [SessionName("Shop.Card")]
    public sealed class Card : Payment
    {
        public string Digits { get; set; } = "";

        public string? Bank { get; set; }
    }
}
