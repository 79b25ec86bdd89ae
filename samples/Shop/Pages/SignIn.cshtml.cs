using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Domain;
using Tidemark;

namespace Shop.Pages;

public sealed class SignInModel(Session session, TimeProvider time) : PageModel
{
    public async Task<IActionResult> OnPostAsync(string name)
    {
        if (!ModelState.IsValid)
            return Page();
        await session.SetAsync(SessionKeys.Visitor, new Visitor(name.Trim(), time.GetUtcNow()));
        await session.RegenerateIdAsync();
        return RedirectToPage("/Account");
    }
}
