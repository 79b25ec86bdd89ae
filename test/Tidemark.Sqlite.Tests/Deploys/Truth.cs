namespace Tidemark.Sqlite.Tests.Deploys;

/// <summary>What a session must hold: all that either build knows, kept by the test in plain objects.</summary>
internal sealed class Truth
{
    /// <summary>How many lines there ever were. Each has a name of its own: those that a build cannot tell apart may change places unnoticed.</summary>
    public int Made { get; set; }

    public string Customer { get; set; } = "";

    public long Steps { get; set; }

    public decimal Amount { get; set; }

    public string? Currency { get; set; }

    public string? Coupon { get; set; }

    public string? Referrer { get; set; }

    public string Theme { get; set; } = "";

    public string? Sound { get; set; }

    public string? Font { get; set; }

    public List<Line> Lines { get; set; } = [];

    public Line? Favourite { get; set; }

    public string AsOld => $"{Customer} {Steps} {Amount} {Referrer} | {Theme} {Sound} | {string.Join(", ", Lines.Select(line => line.AsOld))} | "
        + $"{Favourite?.AsOld} {(Favourite is null ? -1 : Lines.IndexOf(Favourite))}";

    public string AsNew => $"{Customer} {Steps} {Amount} {Currency} {Coupon} | {Theme} {Font} | {string.Join(", ", Lines.Select(line => line.AsNew))} | "
        + $"{Favourite?.AsNew} {(Favourite is null ? -1 : Lines.IndexOf(Favourite))}";

    public static string Of(Old.Cart cart, Old.Taste taste) => new Truth
    {
        Customer = cart.Customer, Steps = cart.Steps, Amount = cart.Total.Amount, Referrer = cart.Referrer, Theme = taste.Theme, Sound = taste.Sound,
    }.With(cart.Lines, cart.Favourite, line => new Line { Sku = line.Sku, Quantity = line.Qty, Remark = line.Remark }).AsOld;

    public static string Of(New.Cart cart, New.Taste taste) => new Truth
    {
        Customer = cart.Customer, Steps = cart.Steps, Amount = cart.Total.Amount, Currency = cart.Total.Currency, Coupon = cart.Coupon,
        Theme = taste.Theme, Font = taste.Font,
    }.With(
        cart.Lines,
        cart.Favourite,
        line => new Line { Sku = line.Sku, Quantity = line.Quantity, Discount = line.Discount, IsOwned = line.Owner == cart }).AsNew;

    private Truth With<T>(List<T> lines, T? favourite, Func<T, Line> read)
        where T : class
    {
        var made = new Dictionary<T, Line>(ReferenceEqualityComparer.Instance);
        Line Once(T line) => made.TryGetValue(line, out var known) ? known : made[line] = read(line);
        Lines = [.. lines.Select(Once)];
        Favourite = favourite is null ? null : Once(favourite);
        return this;
    }

    internal sealed class Line
    {
        public string Sku { get; set; } = "";

        public int Quantity { get; set; }

        public decimal Discount { get; set; }

        public bool IsOwned { get; set; }

        public string? Remark { get; set; }

        public string AsOld => $"{Sku} {Quantity} {Remark}";

        public string AsNew => $"{Sku} {Quantity} {Discount} {IsOwned}";
    }
}
