using Tidemark;

namespace Shop.Checkout;

/// <summary>How an order is paid. Card numbers have no place in a session: only the last digits are kept.</summary>
[SessionDerivedType(typeof(CardPayment))]
[SessionDerivedType(typeof(InvoicePayment))]
[SessionDerivedType(typeof(CashPayment))]
public abstract class PaymentMethod
{
    public abstract string Description { get; }
}

public sealed class CardPayment : PaymentMethod
{
    public required string Holder { get; init; }

    public required string LastDigits { get; init; }

    public override string Description => $"Card of {Holder}, ending in {LastDigits}";
}

public sealed class InvoicePayment : PaymentMethod
{
    public required string Company { get; init; }

    public override string Description => $"Invoice to {Company}";
}

public sealed class CashPayment : PaymentMethod
{
    public override string Description => "Cash on delivery";
}
