using Microsoft.AspNetCore.Mvc;
using Shop.Checkout;
using Tidemark;

namespace Shop.Pages.Checkout;

public sealed class PaymentModel(Session session) : CheckoutPage(session)
{
    public void OnGet()
    {
    }

    public IActionResult OnPost(string? kind, string? holder, string? number, string? company)
    {
        PaymentMethod? method = (kind, holder, number, company) switch
        {
            ("card", { } name, { Length: >= 4 } digits, _) => new CardPayment { Holder = name, LastDigits = digits[^4..] },
            ("invoice", _, _, { } to) => new InvoicePayment { Company = to },
            ("cash", _, _, _) => new CashPayment(),
            _ => null,
        };
        if (method is null)
        {
            ModelState.AddModelError("kind", "Not complete.");
            return Page();
        }
        Wizard.Payment.Method = method;
        return RedirectToPage("Review");
    }

    protected override CheckoutStep StepOf(CheckoutWizard wizard) => wizard.Payment;
}
