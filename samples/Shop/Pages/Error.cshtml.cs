using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tidemark;

namespace Shop.Pages;

[SessionAccess(SessionAccess.None), IgnoreAntiforgeryToken]
public sealed class ErrorModel : PageModel
{
    public int Status => Response.StatusCode;
}
