namespace Shop.Checkout;

/// <summary>
/// A checkout in four steps. The wizard knows its steps and each step knows its wizard; all of it is private state,
/// and all of it travels from server to server with the session.
/// </summary>
public sealed class CheckoutWizard
{
    private readonly List<CheckoutStep> _steps;

    public CheckoutWizard()
    {
        Address = new AddressStep(this);
        Delivery = new DeliveryStep(this);
        Payment = new PaymentStep(this);
        Review = new ReviewStep(this);
        _steps = [Address, Delivery, Payment, Review];
        Current = Address;
    }

    public AddressStep Address { get; }

    public DeliveryStep Delivery { get; }

    public PaymentStep Payment { get; }

    public ReviewStep Review { get; }

    public CheckoutStep Current { get; private set; }

    public IReadOnlyList<CheckoutStep> Steps => _steps;

    /// <summary>Goes to the step if all steps before it are complete, else to the first one that is not.</summary>
    public CheckoutStep Open(CheckoutStep step) => Current = _steps.Find(earlier => earlier == step || !earlier.IsComplete)!;
}
