namespace Shop.Checkout;

public sealed class PaymentStep(CheckoutWizard wizard) : CheckoutStep(wizard)
{
    public PaymentMethod? Method { get; set; }

    public override string Title => "Payment";

    public override bool IsComplete => Method is not null;
}
