namespace Shop.Checkout;

public abstract class CheckoutStep
{
    private readonly CheckoutWizard _wizard;

    private protected CheckoutStep(CheckoutWizard wizard) => _wizard = wizard;

    public abstract string Title { get; }

    public abstract bool IsComplete { get; }

    public string Page => $"/Checkout/{Title}";

    public bool IsCurrent => _wizard.Current == this;

    public int Number => 1 + _wizard.Steps.TakeWhile(step => step != this).Count();

    public CheckoutStep? Previous => _wizard.Steps.ElementAtOrDefault(Number - 2);

    public CheckoutStep? Next => _wizard.Steps.ElementAtOrDefault(Number);
}
