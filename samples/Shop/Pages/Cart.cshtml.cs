using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Catalogue;
using Shop.Domain;
using Tidemark;

namespace Shop.Pages;

/// <summary>Every handler changes the cart in place. Nothing is ever put back: the session sees what changed.</summary>
public sealed class CartModel(ProductCatalogue catalogue, Session session) : PageModel
{
    public Cart Cart { get; private set; } = new();

    [TempData]
    public string? Message { get; set; }

    public async Task OnGetAsync() => Cart = await session.GetAsync(SessionKeys.Cart) ?? new Cart();

    public async Task<IActionResult> OnPostAddAsync(int product, int quantity)
    {
        if (catalogue.Find(product) is not { IsSoldOut: false } found || quantity < 1)
            return NotFound();
        var cart = await session.GetOrCreateAsync(SessionKeys.Cart, () => new Cart());
        cart.Add(found, quantity);
        return RedirectToPage();
    }

    public Task<IActionResult> OnPostMoreAsync(int place) => ChangeAsync(cart => cart.Lines[place].Quantity++);

    public Task<IActionResult> OnPostQuantityAsync(int product, int quantity) =>
        ChangeAsync(cart => cart.Find(product)?.Quantity = quantity);

    public Task<IActionResult> OnPostRemoveAsync(int product) => ChangeAsync(cart => cart.Find(product)?.Remove());

    public Task<IActionResult> OnPostNoteAsync(string? note) => ChangeAsync(cart => cart.Note = note ?? "");

    public Task<IActionResult> OnPostCouponAsync(string? code) => ChangeAsync(cart =>
    {
        cart.Coupon = Coupon.Find(code);
        Message = cart.Coupon is null && !string.IsNullOrEmpty(code) ? "We do not know this coupon." : null;
    });

    public Task<IActionResult> OnPostCrashAsync() => ChangeAsync(cart =>
    {
        cart.Clear();
        throw new StagedCrashException();
    });

    private async Task<IActionResult> ChangeAsync(Action<Cart> change)
    {
        if (await session.GetAsync(SessionKeys.Cart) is { } cart)
            change(cart);
        return RedirectToPage();
    }
}
