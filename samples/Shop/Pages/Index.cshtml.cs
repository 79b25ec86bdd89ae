using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Catalogue;
using Shop.Domain;
using Tidemark;

namespace Shop.Pages;

// A listing only looks at the session: it neither waits for other requests of the shopper nor makes them wait.
[SessionAccess(SessionAccess.ReadOnly)]
public sealed class IndexModel(ProductCatalogue catalogue, Session session) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Category { get; set; }

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Words { get; set; }

    public ProductPage Found { get; private set; } = ProductPage.Of([], 1);

    public IEnumerable<Product> RecentlyViewed { get; private set; } = [];

    public bool IsFront => Category is null && Words is null && Found.Number == 1;

    public void OnGet(int number = 1)
    {
        Found = catalogue.Search(Category, Words, number);
        var recent = session.Read(SessionKeys.RecentlyViewed)?.Products ?? [];
        RecentlyViewed = recent.Select(catalogue.Find).OfType<Product>();
    }
}
