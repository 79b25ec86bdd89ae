namespace Shop.Shoppers;

internal static class BrowseSteps
{
    public static async Task LookAroundAsync(Shopper shopper, CancellationToken cancellationToken)
    {
        var front = await shopper.VisitAsync("/", cancellationToken);
        var page = await shopper.VisitAsync(Any(shopper, front, ".categories a"), cancellationToken);
        if (shopper.Random.Next(2) == 0)
            page = await shopper.VisitAsync(Any(shopper, page, "a[data-rel=page]"), cancellationToken);
        await OpenProductAsync(shopper, page, cancellationToken);
    }

    public static async Task SearchAsync(Shopper shopper, CancellationToken cancellationToken)
    {
        var words = shopper.Random.GetItems<string>(["copper", "lamp", "bowl", "wool", "salt", "box"], 1)[0];
        var front = await shopper.VisitAsync("/", cancellationToken);
        var form = front.Form("form.search").With("q", words);
        var found = await shopper.VisitAsync($"{form.Action}?q={form.Fields["q"]}", cancellationToken);
        if (!found.Links(".card a[data-rel=product]").Any())
            throw new ShopperException($"products for “{words}”", "none");
        await OpenProductAsync(shopper, found, cancellationToken);
    }

    /// <summary>Follows the link to one of the page's products; the shop remembers that it was looked at.</summary>
    public static async Task<WebPage> OpenProductAsync(Shopper shopper, WebPage listing, CancellationToken cancellationToken)
    {
        var link = Any(shopper, listing, ".card a[data-rel=product]");
        return await OpenProductAsync(shopper, int.Parse(link[(link.LastIndexOf('/') + 1)..]), cancellationToken);
    }

    public static Task<WebPage> OpenProductAsync(Shopper shopper, int product, CancellationToken cancellationToken) =>
        shopper.VisitAsync($"/product/{product}", cancellationToken, state => state.View(product));

    public static string Any(Shopper shopper, WebPage page, string selector) =>
        page.Links(selector) is { Count: > 0 } links
            ? links[shopper.Random.Next(links.Count)]
            : throw new ShopperException($"links {selector} on {page.Path}", "none");
}
