using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Catalogue;
using Shop.Domain;
using Tidemark;

namespace Shop.Pages;

public sealed class ProductModel(ProductCatalogue catalogue, Session session) : PageModel
{
    public Product Product { get; private set; } = null!;

    public IEnumerable<Product> RecentlyViewed { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(int id)
    {
        if (catalogue.Find(id) is not { } product)
            return NotFound();
        Product = product;

        var recent = await session.GetOrCreateAsync(SessionKeys.RecentlyViewed, () => new RecentlyViewed());
        recent.Add(id);
        RecentlyViewed = recent.Products.Select(catalogue.Find).OfType<Product>();
        return Page();
    }
}
