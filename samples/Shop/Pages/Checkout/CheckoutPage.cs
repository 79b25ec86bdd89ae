using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Checkout;
using Shop.Domain;
using Tidemark;

namespace Shop.Pages.Checkout;

/// <summary>What the four steps have in common: they open the wizard at their step, or lead to the one that comes first.</summary>
public abstract class CheckoutPage(Session session) : PageModel
{
    public Cart Cart { get; private set; } = null!;

    public CheckoutWizard Wizard { get; private set; } = null!;

    protected Session Session => session;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Cart = await session.GetAsync(SessionKeys.Cart) ?? new Cart();
        if (Cart.Lines.Count == 0)
        {
            context.Result = RedirectToPage("/Cart");
            return;
        }
        Wizard = await session.GetOrCreateAsync(SessionKeys.Checkout, () => new CheckoutWizard());
        Wizard.Delivery.KeepOnly(Cart.Lines.Select(line => line.ProductId));
        var wanted = StepOf(Wizard);
        var opened = Wizard.Open(wanted);
        if (opened == wanted)
            await next();
        else
            context.Result = RedirectToPage(opened.Page);
    }

    protected abstract CheckoutStep StepOf(CheckoutWizard wizard);
}
