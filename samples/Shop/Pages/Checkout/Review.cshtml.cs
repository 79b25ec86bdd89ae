using Microsoft.AspNetCore.Mvc;
using Shop.Checkout;
using Shop.Domain;
using Tidemark;

namespace Shop.Pages.Checkout;

public sealed class ReviewModel(Session session, TimeProvider time) : CheckoutPage(session)
{
    public void OnGet()
    {
    }

    // The order, the emptied cart and the end of the wizard are three attributes of one commit: all of it is stored, or nothing.
    public async Task<IActionResult> OnPostAsync()
    {
        var history = await Session.GetOrCreateAsync(SessionKeys.Orders, () => new OrderHistory());
        history.Add(new Order(history.Orders.Count + 1, time.GetUtcNow(), Cart, Wizard));
        Cart.Clear();
        await Session.RemoveAsync(SessionKeys.Checkout.Name);
        return RedirectToPage("/Account");
    }

    protected override CheckoutStep StepOf(CheckoutWizard wizard) => wizard.Review;
}
