using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Tidemark.AspNetCore.Tests;

[SessionAccess(SessionAccess.ReadOnly)]
public sealed class AccessPageModel(Session current) : PageModel
{
    public Session Current { get; } = current;
}
