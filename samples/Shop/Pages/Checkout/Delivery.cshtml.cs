using Microsoft.AspNetCore.Mvc;
using Shop.Checkout;
using Tidemark;

namespace Shop.Pages.Checkout;

public sealed class DeliveryModel(Session session, TimeProvider time) : CheckoutPage(session)
{
    public IReadOnlyList<DeliverySlot> Slots { get; private set; } = [];

    public void OnGet() => Slots = Offered();

    public IActionResult OnPost(string? slot, Dictionary<int, WrappingPaper> paper, Dictionary<int, string?> message)
    {
        Slots = Offered();
        foreach (var line in Cart.Lines)
            Wizard.Delivery.Wrap(line.ProductId, paper.GetValueOrDefault(line.ProductId), message.GetValueOrDefault(line.ProductId) ?? "");
        if (Slots.FirstOrDefault(offered => offered.Code == slot) is { } chosen)
        {
            Wizard.Delivery.Slot = chosen;
            return RedirectToPage("Payment");
        }
        ModelState.AddModelError("slot", "Not offered.");
        return Page();
    }

    protected override CheckoutStep StepOf(CheckoutWizard wizard) => wizard.Delivery;

    // A slot that was chosen stays on offer, so that going back past midnight does not lose it.
    private IReadOnlyList<DeliverySlot> Offered()
    {
        var offered = DeliverySlot.After(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        return Wizard.Delivery.Slot is { } chosen && !offered.Contains(chosen) ? [chosen, .. offered] : offered;
    }
}
