using Shop.Checkout;

namespace Shop.Domain;

/// <summary>An order as it was placed; it never changes.</summary>
public sealed class Order
{
    private readonly List<OrderLine> _lines;

    public Order(int number, DateTimeOffset placedAt, Cart cart, CheckoutWizard wizard)
    {
        Number = number;
        PlacedAt = placedAt;
        _lines = [.. cart.Lines.Select(line => new OrderLine(line.ProductId, line.Name, line.Quantity, line.Total))];
        Total = cart.Total + wizard.Delivery.WrappingCost;
        Recipient = wizard.Address.FullName;
        Delivery = wizard.Delivery.Slot!;
        Payment = wizard.Payment.Method!;
    }

    public int Number { get; }

    public DateTimeOffset PlacedAt { get; }

    public IReadOnlyList<OrderLine> Lines => _lines;

    public decimal Total { get; }

    public string Recipient { get; }

    public DeliverySlot Delivery { get; }

    public PaymentMethod Payment { get; }
}

public sealed record OrderLine(int ProductId, string Name, int Quantity, decimal Total);
