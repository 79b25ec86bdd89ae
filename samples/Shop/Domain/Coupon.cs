using Tidemark;

namespace Shop.Domain;

/// <summary>A kind of discount. The cart holds one as its base type; which kind it is, the session keeps.</summary>
[SessionDerivedType(typeof(PercentOff))]
[SessionDerivedType(typeof(AmountOff))]
public abstract record Coupon(string Code)
{
    public static IReadOnlyList<Coupon> Known { get; } = [new PercentOff("TIDE10", 10), new AmountOff("HARBOUR5", 5, 25)];

    public static Coupon? Find(string? code) =>
        Known.FirstOrDefault(coupon => coupon.Code.Equals(code?.Trim(), StringComparison.OrdinalIgnoreCase));

    public abstract string Description { get; }

    public abstract decimal Off(decimal subtotal);
}

public sealed record PercentOff(string Code, int Percent) : Coupon(Code)
{
    public override string Description => $"{Percent} % off";

    public override decimal Off(decimal subtotal) => decimal.Round(subtotal * Percent / 100, 2);
}

public sealed record AmountOff(string Code, decimal Amount, decimal From) : Coupon(Code)
{
    public override string Description => $"{Amount.Price()} off from {From.Price()}";

    public override decimal Off(decimal subtotal) => subtotal >= From ? Amount : 0;
}
