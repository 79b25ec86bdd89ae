using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Domain;
using Tidemark;

namespace Shop.Pages;

public sealed class AccountModel(Session session) : PageModel
{
    public Visitor? Visitor { get; private set; }

    public IReadOnlyList<Order> Orders { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Visitor = await session.GetAsync(SessionKeys.Visitor);
        Orders = (await session.GetAsync(SessionKeys.Orders))?.Orders ?? [];
    }

    public IActionResult OnPostSignOut()
    {
        session.Abandon();
        return RedirectToPage("/Index");
    }
}
