namespace Shop.Checkout;

public sealed class ReviewStep(CheckoutWizard wizard) : CheckoutStep(wizard)
{
    public override string Title => "Review";

    public override bool IsComplete => false;
}
