using Microsoft.AspNetCore.Mvc;
using Shop.Checkout;
using Tidemark;

namespace Shop.Pages.Checkout;

public sealed class AddressModel(Session session) : CheckoutPage(session)
{
    public void OnGet()
    {
    }

    // The form is bound straight into the live object of the session.
    public async Task<IActionResult> OnPostAsync() =>
        await TryUpdateModelAsync(Wizard.Address, "", step => step.FullName, step => step.Street, step => step.PostCode, step => step.City)
            ? RedirectToPage("Delivery")
            : Page();

    protected override CheckoutStep StepOf(CheckoutWizard wizard) => wizard.Address;
}
