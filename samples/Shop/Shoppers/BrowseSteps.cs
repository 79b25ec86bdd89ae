namespace Shop.Shoppers;

internal static class BrowseSteps
{
    public static async Task LookAroundAsync(Shopper shopper)
    {
        var front = await shopper.VisitAsync("/");
        var page = await shopper.VisitAsync(Any(shopper, front, ".categories a"));
        if (shopper.Random.Next(2) == 0)
            page = await shopper.VisitAsync(Any(shopper, page, "a[data-rel=page]"));
        await OpenProductAsync(shopper, page);
    }

    public static async Task SearchAsync(Shopper shopper)
    {
        var words = shopper.Random.GetItems<string>(["copper", "lamp", "bowl", "wool", "salt", "box"], 1)[0];
        var front = await shopper.VisitAsync("/");
        var form = front.Form("form.search").With("q", words);
        var found = await shopper.VisitAsync($"{form.Action}?q={form.Fields["q"]}");
        if (!found.Links(".card a[data-rel=product]").Any())
            throw new ShopperException($"products for “{words}”", "none");
        await OpenProductAsync(shopper, found);
    }

    /// <summary>Follows the link to one of the page's products; the shop remembers that it was looked at.</summary>
    public static async Task<WebPage> OpenProductAsync(Shopper shopper, WebPage listing)
    {
        var link = Any(shopper, listing, ".card a[data-rel=product]");
        return await OpenProductAsync(shopper, int.Parse(link[(link.LastIndexOf('/') + 1)..]));
    }

    public static Task<WebPage> OpenProductAsync(Shopper shopper, int product) =>
        shopper.VisitAsync($"/product/{product}", state => state.View(product));

    public static string Any(Shopper shopper, WebPage page, string selector) =>
        page.Links(selector) is { Count: > 0 } links
            ? links[shopper.Random.Next(links.Count)]
            : throw new ShopperException($"links {selector} on {page.Path}", "none");
}
